import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const PATIENCE_MS = 10_000;
const alive = new Set<ChildProcess>();

export interface ChildOptions {
  name: string;
  module: string;
  env?: Record<string, string>;
  execArgv?: string[];
  args?: string[];
}

/** Starts a Node process with a channel to this one; the bench's own children end themselves when the channel breaks. */
export function startChild({ module, env, execArgv = [], args = [] }: ChildOptions): ChildProcess {
  const child = fork(module, args, {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env },
    execArgv,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  return child;
}

/** The last of what a child said, for when it fails. */
export function collectOutput(child: ChildProcess): () => string {
  let tail = '';
  const add = (data: unknown): void => {
    tail = (tail + String(data)).slice(-4_000);
  };
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => tail;
}

export const hasExited = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

export async function endChild(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (hasExited(child)) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  await exited;
  clearTimeout(timer);
}

export async function endAllChildren(): Promise<void> {
  await Promise.all([...alive].map((child) => endChild(child, 'SIGKILL')));
}
