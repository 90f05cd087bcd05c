import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { waitForLock } from './lock.mjs';
import { moduleFile } from './paths.mjs';
import { find } from './processes.mjs';

/**
 * A program that some tests use where it can be had.
 *
 * @typedef {object} Tool
 * @property {string} name
 * @property {string} variable says where it is, if it is set
 * @property {string} package Debian's, which has it
 * @property {string} path in that package, without the leading slash
 * @property {string} versionFlag with which it runs and ends
 */

/** Prometheus' own checker of rules and metrics. */
export const PROMTOOL = /** @type {const} */ ({
  name: 'promtool',
  variable: 'PROMTOOL',
  package: 'prometheus',
  path: 'usr/bin/promtool',
  versionFlag: '--version',
});

export const NGINX = /** @type {const} */ ({
  name: 'nginx',
  variable: 'NGINX',
  package: 'nginx',
  path: 'usr/sbin/nginx',
  versionFlag: '-v',
});

export const OPENSSL = /** @type {const} */ ({
  name: 'openssl',
  variable: 'OPENSSL',
  package: 'openssl',
  path: 'usr/bin/openssl',
  versionFlag: 'version',
});

/**
 * Finds a program, and unpacks Debian's package beside the dependencies where there is none: nothing is installed, and no
 * service starts. Undefined where it cannot be had.
 *
 * @param {Tool} tool
 * @returns {Promise<string | undefined>}
 */
export async function debianTool(tool) {
  const given = process.env[tool.variable];
  if (given && !works(tool, given)) throw new Error(`${tool.variable} is "${given}", which does not run.`);
  const found = given ?? find(tool.name);
  if (found) return found;
  const cache = moduleFile(`.cache/tertulia/${tool.package}`);
  const command = join(cache, tool.path);
  const lock = await waitForLock(`${cache}.lock`);
  try {
    if (!existsSync(command)) unpack(tool, cache);
    if (works(tool, command)) return command;
    rmSync(cache, { recursive: true, force: true });
    return undefined;
  } finally {
    lock.release();
  }
}

/**
 * @param {Tool} tool
 * @param {string} command
 */
const works = ({ versionFlag }, command) => spawnSync(command, [versionFlag]).status === 0;

/**
 * @param {Tool} tool
 * @param {string} cache
 */
function unpack({ name, package: source, path }, cache) {
  if (!find('apt-get') || !find('dpkg-deb')) return;
  console.log(`${name} is not installed: unpacking the Debian package "${source}" under node_modules/.cache`);
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  // Lists of packages may be missing, as in fresh containers; only root can get them.
  const update = process.getuid?.() === 0 ? ` || { apt-get update -qq && apt-get download -q ${source}; }` : '';
  const script = `
    apt-get download -q ${source}${update} || exit 1
    dpkg-deb --fsys-tarfile ${source}_*.deb | tar -x ./${path} && rm ${source}_*.deb`;
  spawnSync('sh', ['-c', script], { cwd: cache });
}
