import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './paths.mjs';
import { dyingWithParent, launch, reap } from './processes.mjs';
import { serve } from './server.mjs';

/** How a web process is started: docs/adr/0016-young-generation.md. */
export const WEB_FLAGS = ['--enable-source-maps', '--max-semi-space-size=8'];
const WORKER_FLAGS = ['--enable-source-maps'];

/** @typedef {import('./server.mjs').Server & { name: string }} App */

/**
 * Starts a web instance; it may not be ready yet.
 *
 * @param {{ name: string, port: number, dir: string, env: NodeJS.ProcessEnv }} options
 */
export function startWeb({ name, port, dir, env }) {
  const command = [process.execPath, ...WEB_FLAGS, join(root, 'dist/main.js')];
  return startApp({ name, port, dir, env: { ...env, PORT: String(port) }, command });
}

/** @param {{ name: string, dir: string, env: NodeJS.ProcessEnv }} options */
export function startWorker({ name, dir, env }) {
  const command = [process.execPath, ...WORKER_FLAGS, join(root, 'dist/worker.js')];
  return startApp({ name, port: 0, dir, env, command });
}

/**
 * @param {{ name: string, port: number, dir: string, env: NodeJS.ProcessEnv, command: string[] }} options
 * @returns {Promise<App>}
 */
async function startApp({ name, port, dir, env, command }) {
  const logFile = join(dir, 'logs', `${name}.log`);
  const pidFile = join(dir, 'run', `${name}.json`);
  const argv = dyingWithParent('SIGTERM', command);
  const server = await serve({
    url: `http://localhost:${port}`,
    port,
    logFile,
    stopSignal: 'SIGTERM',
    launch: () => launch(name, argv, { env, cwd: root, logFile, pidFile }),
  });
  return Object.assign(server, { name });
}

/**
 * Ends web instances and workers of a launcher that was killed.
 *
 * @param {string} dir
 */
export async function reapApps(dir) {
  const folder = join(dir, 'run');
  mkdirSync(folder, { recursive: true });
  const left = readdirSync(folder).filter((name) => /^(web|worker)-\d+\.json$/.test(name));
  await Promise.all(left.map((name) => reap(name.replace('.json', ''), join(folder, name), 'SIGTERM')));
}

/**
 * Resolves when the instance answers GET /health/ready with 200.
 *
 * @param {App} app
 * @param {{ signal: AbortSignal, patience: number }} options patience in milliseconds
 */
export async function whenReady({ name, url, logFile }, { signal, patience }) {
  const end = performance.now() + patience;
  let last = 'no answer';
  while (performance.now() < end) {
    signal.throwIfAborted();
    try {
      const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
      const body = await response.text();
      if (response.status === 200) return;
      last = `${response.status} ${body.slice(0, 500)}`;
    } catch {
      // Not listening yet.
    }
    await sleep(50);
  }
  throw new Error(`${name} is not ready after ${patience / 1_000} s: ${last}. Its log: ${logFile}`);
}
