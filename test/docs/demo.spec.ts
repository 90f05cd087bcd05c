import { type ChildProcess, spawn } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import { type Identity, identify, isRunning } from '../../scripts/identity.mjs';
import { root } from '../../scripts/paths.mjs';
import { familyOf, until } from '../../scripts/processes.mjs';

interface Demo {
  child: ChildProcess;
  output: () => string;
  exited: Promise<number | null>;
}

function startDemo(): Demo {
  const { VITEST: _, NODE_ENV: __, NODE_OPTIONS: ___, ...env } = process.env;
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs', 'demo'], {
    cwd: root,
    env: { ...env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  return { child, output: () => text, exited };
}

/** The demo and all that it runs, once its people talk. */
async function processesOf({ child, output }: Demo): Promise<Identity[]> {
  expect(await until(() => child.exitCode !== null || output().includes('Hello!'), 120_000)).toBe(true);
  const found = familyOf(child.pid ?? 0).map(identify);
  const running = found.filter((who) => who !== undefined);
  // Itself, PostgreSQL, Redis, two instances and a worker at least.
  expect(running.length).toBeGreaterThanOrEqual(6);
  return running;
}

const areGone = (processes: Identity[]) => until(() => !processes.some((who) => isRunning(who)), 30_000);

it('shows a conversation over a crash and counts that nothing is missing', async () => {
  const demo = startDemo();
  const { output, exited } = demo;
  const processes = await processesOf(demo);
  expect({ code: await exited, output: output() }).toMatchObject({ code: 0 });
  expect(output()).toMatch(/instance 2 {2}Ana +connected again, [1-9]\d* changes behind: channel:sync/);
  expect(output()).toMatch(/^instance 2 {2}Ana +104 +104 +207 +0 +0 +0$/m);
  expect(output()).toMatch(/^instance 2 {2}Bruno +103 +103 +207 +0 +0 +0$/m);
  expect(output()).toContain('nothing lost, nothing doubled.');
  expect(await areGone(processes)).toBe(true);
});

it('ends its servers when it is stopped', async () => {
  const demo = startDemo();
  const { child, output, exited } = demo;
  const processes = await processesOf(demo);
  child.kill('SIGTERM');
  expect(await exited).toBe(1);
  expect(output()).toContain('Stopped (SIGTERM).');
  expect(await areGone(processes)).toBe(true);
});
