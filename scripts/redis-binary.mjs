import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './errors.mjs';
import { waitForLock } from './lock.mjs';
import { moduleFile } from './paths.mjs';
import { find } from './processes.mjs';

const OLDEST = [6, 2];
const ADVICE = `redis-server is missing and could not be installed.
  Debian, Ubuntu: sudo apt-get install redis-server
  macOS:          brew install redis
or set REDIS_URL to a running Redis ${OLDEST.join('.')} or later.`;

/** @typedef {{ command: string, env: NodeJS.ProcessEnv }} RedisBinary */

/**
 * Finds a Redis server, and installs one when there is none: as root with apt, else unpacked beside the dependencies.
 * Neither starts a system service.
 *
 * @returns {Promise<RedisBinary>}
 */
export async function redisBinary() {
  const found = findServer();
  if (found) return found;
  const cache = moduleFile('.cache/tertulia/redis');
  const lock = await waitForLock(`${cache}.lock`);
  try {
    const server = findServer() ?? unpacked(cache) ?? installAsRoot() ?? unpack(cache);
    if (!server) throw new Error(ADVICE);
    return server;
  } finally {
    lock.release();
  }
}

/** @returns {RedisBinary | undefined} */
function findServer() {
  const command = find('redis-server') ?? find('valkey-server');
  if (command) return requireVersion({ command, env: {} });
  // Debian's server is one file with several names, in redis-tools: redis-server itself is only a link to this one.
  const tool = find('redis-check-rdb');
  return tool ? linked(tool, moduleFile('.cache/tertulia/bin')) : undefined;
}

/**
 * Redis does what its name says: the same file is a server under the name redis-server.
 *
 * @param {string} tool
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} [env]
 */
function linked(tool, folder, env = {}) {
  mkdirSync(folder, { recursive: true });
  const command = join(folder, 'redis-server');
  try {
    symlinkSync(tool, command);
  } catch (error) {
    // Made by an earlier start, or by another one at this moment.
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const server = { command, env };
  return version(server) ? requireVersion(server) : undefined;
}

/** @param {RedisBinary} server */
function version({ command, env }) {
  const { stdout } = spawnSync(command, ['--version'], { encoding: 'utf8', env: { ...process.env, ...env } });
  const [, major, minor] = /server v=(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return major && minor ? [Number(major), Number(minor)] : undefined;
}

/** @param {RedisBinary} server */
function requireVersion(server) {
  const [major = 0, minor = 0] = version(server) ?? [];
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return server;
  throw new Error(`${server.command} is Redis ${major}.${minor}; ${OLDEST.join('.')} or later is needed.`);
}

function installAsRoot() {
  if (process.getuid?.() !== 0 || !find('apt-get')) return undefined;
  console.log('Installing Redis: apt-get install redis-tools (it brings the server, and no system service)');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', 'redis-tools'];
  const apt = (/** @type {string[]} */ args) => spawnSync('apt-get', args, { encoding: 'utf8', env }).status === 0;
  if (!apt(install) && !(apt(['update', '-qq']) && apt(install))) return undefined;
  return findServer();
}

/** @param {string} cache */
function unpack(cache) {
  if (!find('apt-get') || !find('dpkg-deb')) return undefined;
  console.log('Redis is not installed and this is not root: unpacking the Debian packages under node_modules/.cache');
  rmSync(cache, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  const script = `
    needed=$(apt-cache depends --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances redis-tools |
      sed -n 's/^ *Depends: \\([a-z0-9.+-]*\\)$/\\1/p')
    missing=
    for package in $needed; do
      dpkg-query -W -f='\${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
    apt-get download -q redis-tools $missing && for file in *.deb; do dpkg-deb -x "$file" . || exit 1; done`;
  const { status } = spawnSync('sh', ['-c', script], { cwd: cache, encoding: 'utf8' });
  if (status === 0) return unpacked(cache);
  rmSync(cache, { recursive: true, force: true });
  return undefined;
}

/** @param {string} cache */
function unpacked(cache) {
  const tool = join(cache, 'usr/bin/redis-check-rdb');
  if (!existsSync(tool)) return undefined;
  const libraries = existsSync(join(cache, 'usr/lib')) ? readdirSync(join(cache, 'usr/lib')) : [];
  const path = libraries.filter((name) => name.includes('-linux-')).map((name) => join(cache, 'usr/lib', name));
  return linked(tool, cache, path.length > 0 ? { LD_LIBRARY_PATH: path.join(':') } : {});
}
