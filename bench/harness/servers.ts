import type { ChildProcess } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { collectOutput, endChild, hasExited, startChild, type ChildOptions } from './children.js';

const START_PATIENCE_MS = 30_000;
const followParent = new URL('./follow-parent.js', import.meta.url).href;

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  });

/** Starts a server under test and waits until it takes connections (and answers `healthPath`, where there is one). */
export async function startServer(
  options: ChildOptions & { port: number; healthPath?: string },
): Promise<ChildProcess> {
  const { port, healthPath, execArgv = [], env } = options;
  const child = startChild({
    ...options,
    env: { ...env, PORT: String(port) },
    execArgv: [...execArgv, '--import', followParent],
  });
  const output = collectOutput(child);
  const deadline = performance.now() + START_PATIENCE_MS;
  for (;;) {
    if (hasExited(child)) throw new Error(`${options.name} ended at its start:\n${output()}`);
    if (await isUp(port, healthPath)) return child;
    if (performance.now() > deadline) {
      await endChild(child, 'SIGKILL');
      throw new Error(`${options.name} did not come up:\n${output()}`);
    }
    await sleep(50);
  }
}

/** Starts a process that takes no connections; what it does shows when it is ready. */
export const startBackground = (options: ChildOptions): ChildProcess => {
  const child = startChild({ ...options, execArgv: [...(options.execArgv ?? []), '--import', followParent] });
  const output = collectOutput(child);
  child.once('exit', (code, signal) => {
    // A Nest application that was asked to end repeats the signal to itself when it is done.
    if (code !== 0 && signal !== 'SIGTERM') console.error(`${options.name} ended with ${code ?? signal}:\n${output()}`);
  });
  return child;
};

async function isUp(port: number, healthPath: string | undefined): Promise<boolean> {
  if (!(await accepts(port))) return false;
  if (healthPath === undefined) return true;
  const answer = await fetch(`http://127.0.0.1:${port}${healthPath}`).catch(() => null);
  return answer?.ok ?? false;
}

/** Runs a command of a subject to its end. */
export async function runToEnd(options: ChildOptions): Promise<void> {
  const child = startChild(options);
  const output = collectOutput(child);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`${options.name} failed:\n${output()}`);
}
