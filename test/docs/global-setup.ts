import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { root } from '../../scripts/paths.mjs';
import { freePort, isPortFree } from '../../scripts/ports.mjs';
import { until } from '../../scripts/processes.mjs';
import { temporaryDir } from '../../scripts/temporary.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The first of the two ports that a running `npm run up -- --web 2` serves on. */
    upPort: number;
    /** The password of its demo people. */
    demoPassword: string;
  }
}

const PATIENCE = 120_000;
const READY = 'Ctrl-C stops everything.';
/** What the documents speak of is started as a person starts it, without the test runner's variables. */
const FOREIGN = /^(VITEST|npm_)|^(NODE_ENV|NODE_OPTIONS|TEST|DATABASE_URL|REDIS_URL|REDIS_CACHE_URL|JWT_SECRET)$/;

/** One `npm run up -- --web 2` on free ports and an empty folder, for all documents. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = temporaryDir();
  const port = await twoFreePorts();
  const plain = Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
  // With `exec`, as npm does it: no shell stays in between.
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs', 'up', '--web', '2'], {
    cwd: root,
    env: { ...plain, DATA_DIR: dir, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    rmSync(dir, { recursive: true, force: true });
  };
  await until(() => child.exitCode !== null || output.includes(READY), PATIENCE);
  const password = /password (\S+):/.exec(output)?.[1];
  if (!output.includes(READY) || !password) {
    await stop();
    throw new Error(`npm run up is not ready.\n${output}`);
  }
  project.provide('upPort', port);
  project.provide('demoPassword', password);
  return stop;
}

async function twoFreePorts(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if ((await isPortFree(port)) && (await isPortFree(port + 1))) return port;
  }
}
