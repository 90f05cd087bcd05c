import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { root } from '../../scripts/paths.mjs';
import { until } from '../../scripts/processes.mjs';
import { temporaryDir } from '../../scripts/temporary.mjs';

const WITHIN_MS = 30_000;
/** Takes a while to end, as npm does. */
const NPM = `#!/bin/sh
trap 'sleep 0.5; touch npm.ended; exit 1' TERM
echo $$ > npm.part && mv npm.part npm.pid
while :; do sleep 0.1; done
`;

it('ends npm ci with itself, and not before it', async () => {
  const dir = temporaryDir();
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const name of ['scripts', 'package.json', 'package-lock.json']) {
    cpSync(join(root, name), join(dir, name), { recursive: true });
  }
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'npm'), NPM);
  chmodSync(join(bin, 'npm'), 0o755);
  const up = spawn(process.execPath, ['scripts/bootstrap.mjs', 'up'], {
    cwd: dir,
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH']}` },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  up.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const exited = new Promise((resolve) => up.once('exit', resolve));
  const pidFile = join(dir, 'npm.pid');
  expect(await until(() => existsSync(pidFile), WITHIN_MS)).toBe(true);
  const npm = Number(readFileSync(pidFile, 'utf8'));
  onTestFinished(() => {
    try {
      process.kill(npm, 'SIGKILL');
    } catch {
      // It has ended.
    }
  });

  up.kill('SIGTERM');

  expect(await exited).toBe(1);
  expect(existsSync(join(dir, 'npm.ended'))).toBe(true);
  expect(said).toContain('npm ci');
  expect(existsSync(join(dir, '.install.lock'))).toBe(false);
});
