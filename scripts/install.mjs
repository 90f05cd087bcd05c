import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitForLock } from './lock.mjs';
import { root } from './paths.mjs';
import { dyingWithParent } from './processes.mjs';

// Runs before the dependencies are installed, on whatever Node the machine has: no imports beyond Node 18's own.

/**
 * @typedef {{ version?: string, resolved?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} Entry
 */

/** Runs `npm ci` when node_modules is not what package-lock.json says; of several starters one does, the others wait. */
export async function installDependencies() {
  if (isInstalled()) return;
  const lock = await waitForLock(join(root, '.install.lock'), (pid) =>
    console.log(`Waiting for npm ci, which another start (pid ${pid}) runs.`),
  );
  try {
    if (isInstalled()) return;
    console.log('Installing dependencies: npm ci');
    await npmCi();
  } finally {
    lock.release();
  }
}

/** Whoever asks this process to end waits for npm's end, so that the next start finds nobody at work in the folder. */
async function npmCi() {
  const [file = '', ...args] = dyingWithParent('SIGTERM', ['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error']);
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  // Before there is a child: whoever sees it may ask for the end at once. A signal is heard in a later turn.
  const pass = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
  for (const signal of signals) process.on(signal, pass);
  const child = spawn(file, args, { cwd: root, stdio: 'inherit' });
  try {
    await new Promise((resolve, reject) => {
      child.once('error', (error) => reject(new Error(`npm ci did not start: ${error.message}`)));
      child.once('exit', (code, signal) => {
        if (code === 0) resolve(undefined);
        else reject(new Error(signal ? `npm ci was ended by ${signal}.` : 'npm ci failed, see above.'));
      });
    });
  } finally {
    for (const signal of signals) process.off(signal, pass);
  }
}

/** npm notes what it installed at the very end, so an install that was cut short or half updated is seen. */
function isInstalled() {
  const wanted = entries('package-lock.json');
  const installed = entries('node_modules/.package-lock.json');
  if (!wanted || !installed) return false;
  const packages = Object.entries(wanted).filter(([path]) => path !== '');
  const complete = packages.every(([path, entry]) => {
    const other = installed[path];
    return other ? other.version === entry.version && other.integrity === entry.integrity : isOptional(entry);
  });
  return complete && Object.keys(installed).every((path) => path in wanted);
}

/** @param {Entry} entry */
const isOptional = (entry) => entry.optional === true || entry.devOptional === true;

/**
 * @param {string} file
 * @returns {Record<string, Entry> | undefined}
 */
function entries(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}
