import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './errors.mjs';
import { identify, isRunning, parseIdentity, readIdentity } from './identity.mjs';

// Runs before the dependencies are installed, on whatever Node the machine has: no imports beyond Node 18's own.

/**
 * Takes the lock for this process, or says who holds it. A holder that is dead, even by SIGKILL, holds nothing.
 *
 * @param {string} file
 * @returns {{ release: () => void } | { heldBy: number }}
 */
export function tryLock(file) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)));
  try {
    for (;;) {
      // A link appears with its content or not at all: nobody ever reads half a lock.
      if (link(mine, file)) return { release: () => release(file) };
      const holder = readIdentity(file);
      if (holder && isRunning(holder)) return { heldBy: holder.pid };
      discardStale(file, mine);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * @param {string} file
 * @param {(pid: number) => void} [onWait] called once, when somebody else holds the lock
 */
export async function waitForLock(file, onWait) {
  for (let waited = false; ; waited = true) {
    const lock = tryLock(file);
    if ('release' in lock) return lock;
    if (!waited) onWait?.(lock.heldBy);
    await sleep(100);
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function link(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * One starter at a time looks once more and removes what it finds stale: nobody takes away the fresh lock of another.
 * A turn whose owner was killed in these few lines is stale itself.
 *
 * @param {string} file
 * @param {string} mine
 */
function discardStale(file, mine) {
  const turn = `${file}.turn`;
  if (!link(mine, turn)) {
    if (isStale(turn)) rmSync(turn, { force: true });
    return;
  }
  try {
    if (isStale(file)) rmSync(file, { force: true });
  } finally {
    rmSync(turn, { force: true });
  }
}

/**
 * Whether it is there and names nobody who runs; what is gone is not stale.
 *
 * @param {string} file
 */
function isStale(file) {
  try {
    return !isRunning(parseIdentity(readFileSync(file, 'utf8')));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** @param {string} file */
function release(file) {
  try {
    if (JSON.parse(readFileSync(file, 'utf8')).pid === process.pid) rmSync(file, { force: true });
  } catch {
    // Already gone: nothing is held.
  }
}
