import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitForLock } from './lock.mjs';
import { root } from './paths.mjs';

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
    const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: 'inherit',
    });
    if (status !== 0) throw new Error(error ? `npm ci did not start: ${error.message}` : 'npm ci failed, see above.');
  } finally {
    lock.release();
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
