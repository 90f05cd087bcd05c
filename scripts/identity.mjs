import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

// Runs before the dependencies are installed, on whatever Node the machine has: no imports beyond Node 18's own.

/**
 * Names a process for good: a pid alone is reused, a pid with its start time is not.
 *
 * @typedef {{ pid: number, started: string }} Identity
 */

/** @param {number} pid */
function linuxStartTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command, in brackets, may hold spaces and brackets itself: fields count from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`;
  } catch {
    return undefined;
  }
}

/**
 * @param {number} pid
 * @returns {Identity | undefined} nothing when no such process runs (a zombie does not)
 */
export function identify(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const started =
    process.platform === 'linux'
      ? linuxStartTime(pid)
      : spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return started ? { pid, started } : undefined;
}

/** @param {Identity | undefined} who */
export const isRunning = (who) => who !== undefined && identify(who.pid)?.started === who.started;

/**
 * @param {string} file written by `JSON.stringify(identity)`
 * @returns {Identity | undefined}
 */
export function readIdentity(file) {
  try {
    return parseIdentity(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} text
 * @returns {Identity | undefined}
 */
export function parseIdentity(text) {
  try {
    const { pid, started } = JSON.parse(text);
    return { pid, started };
  } catch {
    return undefined;
  }
}
