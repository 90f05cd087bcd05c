import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isRunning, readIdentity } from './identity.mjs';

const LOG_LIMIT_BYTES = 20 * 1024 * 1024;

/** @param {string} command */
export function find(command) {
  return spawnSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' }).stdout.trim() || undefined;
}

/** @type {boolean | undefined} */
let hasSetpriv;

/**
 * Has the kernel signal the command when its parent dies, even by SIGKILL (Linux; elsewhere `reap` does it at the next
 * start). A change of user undoes it, so it stands next to the command.
 *
 * @param {NodeJS.Signals} signal
 * @param {string[]} command
 */
export function dyingWithParent(signal, command) {
  hasSetpriv ??= spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0;
  return hasSetpriv ? ['setpriv', '--pdeathsig', signal.replace('SIG', ''), ...command] : command;
}

/**
 * @typedef {object} Child
 * @property {string} name
 * @property {number} pid
 * @property {string} logFile
 * @property {Promise<{ code: number | null, signal: NodeJS.Signals | null }>} exited
 * @property {() => boolean} running
 * @property {(signal: NodeJS.Signals) => void} kill
 */

/**
 * Starts a command in a process group of its own: a Ctrl-C reaches the launcher alone, which ends its children in
 * order. Both outputs go straight to the log file, so that a child outlives its launcher's end without a broken pipe.
 *
 * @param {string} name
 * @param {string[]} command
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, logFile: string, pidFile?: string }} options
 * @returns {Promise<Child>}
 */
export async function launch(name, command, { env, cwd, logFile, pidFile }) {
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) renameSync(logFile, `${logFile}.1`);
  const log = openSync(logFile, 'a');
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    env: { ...process.env, ...env },
    cwd,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  /** @type {Child['exited']} */
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} did not start.`);
  if (pidFile) {
    mkdirSync(dirname(pidFile), { recursive: true });
    writeFileSync(pidFile, JSON.stringify(identify(pid) ?? { pid, started: '' }));
    void exited.then(() => rmSync(pidFile, { force: true }));
  }
  return {
    name,
    pid,
    logFile,
    exited,
    running: () => child.exitCode === null && child.signalCode === null,
    kill: (signal) => void child.kill(signal),
  };
}

/**
 * @param {Child | undefined} child
 * @param {NodeJS.Signals} signal
 * @param {number} patience milliseconds until SIGKILL
 * @returns {Promise<boolean>} whether it ended by itself
 */
export async function stop(child, signal, patience) {
  if (!child?.running()) return true;
  child.kill(signal);
  child.kill('SIGCONT');
  const timer = new AbortController();
  const late = sleep(patience, 'late', { signal: timer.signal }).catch(() => 'ended');
  if ((await Promise.race([child.exited, late])) !== 'late') {
    timer.abort();
    return true;
  }
  signalTree(child.pid, 'SIGKILL');
  await child.exited;
  return false;
}

/**
 * Signals a process and everything below it. Stopped first, the parent can neither start nor mourn a child meanwhile.
 *
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function signalTree(pid, signal) {
  if (signal !== 'SIGCONT') send(pid, 'SIGSTOP');
  const children = childrenOf(pid);
  if (signal !== 'SIGSTOP') send(pid, signal);
  for (const child of children) signalTree(child, signal);
}

/**
 * A process and everything below it.
 *
 * @param {number} pid
 * @returns {number[]}
 */
export const familyOf = (pid) => [pid, ...childrenOf(pid).flatMap(familyOf)];

/** @param {number} pid */
function childrenOf(pid) {
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
    return stdout.split('\n').filter(Boolean).map(Number);
  }
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone meanwhile.
  }
}

/**
 * Ends what a killed launcher left behind, known by the pid file it was started with.
 *
 * @param {string} name
 * @param {string} pidFile
 * @param {NodeJS.Signals} signal
 */
export async function reap(name, pidFile, signal) {
  const left = readIdentity(pidFile);
  if (left && isRunning(left)) {
    console.log(`Ending ${name} (pid ${left.pid}), left over from an earlier run.`);
    send(left.pid, signal);
    send(left.pid, 'SIGCONT');
    if (!(await until(() => !isRunning(left), 20_000))) signalTree(left.pid, 'SIGKILL');
    if (!(await until(() => !isRunning(left), 5_000))) throw new Error(`${name} (pid ${left.pid}) does not end.`);
  }
  rmSync(pidFile, { force: true });
}

/**
 * @param {() => boolean | Promise<boolean>} condition
 * @param {number} patience milliseconds
 * @returns {Promise<boolean>} whether it came true
 */
export async function until(condition, patience) {
  const end = performance.now() + patience;
  while (!(await condition())) {
    if (performance.now() > end) return false;
    await sleep(20);
  }
  return true;
}

/**
 * The end of a log, to be shown when its process did not start.
 *
 * @param {string} logFile
 * @param {number} [from] bytes to leave out: what earlier runs wrote
 */
export function logTail(logFile, from = 0) {
  try {
    return readFileSync(logFile).subarray(from).toString().trim().split('\n').slice(-25).join('\n');
  } catch {
    return '';
  }
}

/** @param {string} logFile */
export const logSize = (logFile) => statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
