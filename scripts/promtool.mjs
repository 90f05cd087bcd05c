import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { waitForLock } from './lock.mjs';
import { moduleFile } from './paths.mjs';
import { find } from './processes.mjs';

/**
 * Finds Prometheus' own checker of rules and metrics (`PROMTOOL` says where, if it is set), and unpacks Debian's package
 * beside the dependencies where there is none: nothing is installed, and no service starts. Undefined where it cannot be had.
 *
 * @returns {Promise<string | undefined>}
 */
export async function promtool() {
  const given = process.env['PROMTOOL'];
  if (given && !works(given)) throw new Error(`PROMTOOL is "${given}", which does not run.`);
  const found = given ?? find('promtool');
  if (found) return found;
  const cache = moduleFile('.cache/tertulia/prometheus');
  const command = join(cache, 'usr/bin/promtool');
  const lock = await waitForLock(`${cache}.lock`);
  try {
    if (!existsSync(command)) unpack(cache);
    if (works(command)) return command;
    rmSync(cache, { recursive: true, force: true });
    return undefined;
  } finally {
    lock.release();
  }
}

/** @param {string} command */
const works = (command) => spawnSync(command, ['--version']).status === 0;

/** @param {string} cache */
function unpack(cache) {
  if (!find('apt-get') || !find('dpkg-deb')) return;
  console.log('promtool is not installed: unpacking the Debian package "prometheus" under node_modules/.cache');
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  // Lists of packages may be missing, as in fresh containers; only root can get them.
  const update = process.getuid?.() === 0 ? ' || { apt-get update -qq && apt-get download -q prometheus; }' : '';
  const script = `
    apt-get download -q prometheus${update} || exit 1
    dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool && rm prometheus_*.deb`;
  spawnSync('sh', ['-c', script], { cwd: cache });
}
