import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { postgresBinaries, postgresRunner } from './postgres-binaries.mjs';
import { freePort } from './ports.mjs';
import { dyingWithParent, launch, logSize, logTail, reap, stop, until } from './processes.mjs';
import { keepSecret } from './secrets.mjs';
import { serve } from './server.mjs';

const USER = 'tertulia';
const START_PATIENCE = 60_000;

/**
 * Starts PostgreSQL on 127.0.0.1 with its data in `dir`/postgres, made when it is not there yet.
 *
 * @param {object} options
 * @param {string} options.dir
 * @param {number} [options.port] a free one when left out
 * @param {boolean} [options.durable] false gives up safety against a power cut (never against a crash) for speed
 * @param {string} [options.database] created when it is not there yet; the URL names it
 * @returns {Promise<import('./server.mjs').Server>}
 */
export async function startPostgres({ dir, port, durable = true, database = 'postgres' }) {
  const home = resolve(dir);
  const data = join(home, 'postgres');
  const logFile = join(home, 'logs/postgres.log');
  const pidFile = join(home, 'run/postgres.json');
  const { initdb, postgres } = postgresBinaries();
  const password = keepSecret(join(home, 'postgres.password'));
  const runner = postgresRunner([postgres, `${home}/.`]);
  const listenPort = port ?? (await freePort());
  await reap('PostgreSQL', pidFile, 'SIGINT');
  if (!existsSync(join(data, 'PG_VERSION'))) createCluster({ home, data, initdb, runner, password, durable });
  else handOver(data, runner);

  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  const server = [postgres, '-D', data, '-p', String(listenPort)];
  server.push(...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]));
  const command = [...runner.prefix, ...dyingWithParent('SIGINT', server)];

  const url = (/** @type {string} */ name) => `postgresql://${USER}:${password}@127.0.0.1:${listenPort}/${name}`;
  const handle = await serve({
    url: url(database),
    port: listenPort,
    logFile,
    // SIGINT ends the sessions; SIGTERM would wait for the clients to leave.
    stopSignal: 'SIGINT',
    launch: () => launchPostgres({ data, command, logFile, pidFile }),
  });
  try {
    if (database !== 'postgres') await createDatabase(url('postgres'), database);
    return handle;
  } catch (error) {
    await handle.stop();
    throw error;
  }
}

/**
 * @param {{ data: string, command: string[], logFile: string, pidFile: string }} options
 */
async function launchPostgres({ data, command, logFile, pidFile }) {
  const deadline = performance.now() + START_PATIENCE;
  for (;;) {
    freeForeignPid(data);
    const before = logSize(logFile);
    const child = await launch('postgres', command, { logFile, pidFile, env: { LC_ALL: 'C' } });
    await until(() => isReady(data, child.pid) || !child.running(), deadline - performance.now());
    if (child.running() && isReady(data, child.pid)) return child;
    await stop(child, 'SIGINT', 5_000);
    const said = logTail(logFile, before);
    // Backends of a killed server need a moment to notice; this error keeps a new one from starting beside them.
    const lingering = said.includes('is still in use');
    if (!lingering || performance.now() > deadline) throw new Error(`PostgreSQL did not start.\n${said}`);
  }
}

/** @param {{ home: string, data: string, initdb: string, runner: import('./postgres-binaries.mjs').Runner, password: string, durable: boolean }} options */
function createCluster({ home, data, initdb, runner, password, durable }) {
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const passwordFile = join(home, `postgres.password.${randomBytes(4).toString('hex')}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  for (const path of [data, passwordFile]) if (runner.owner) chownSync(path, runner.owner.uid, runner.owner.gid);
  const [file = '', ...args] = [
    ...runner.prefix,
    initdb,
    `--pgdata=${data}`,
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // One sort order on every machine, whatever its C library.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    ...(durable ? [] : ['--no-sync']),
  ];
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  rmSync(passwordFile, { force: true });
  if (status === 0) return;
  rmSync(data, { recursive: true, force: true });
  throw new Error(`initdb failed: ${error?.message ?? `${stdout}${stderr}`}`);
}

/**
 * The data may come from a run in the other way of postgresRunner(), with another owner.
 *
 * @param {string} data
 * @param {import('./postgres-binaries.mjs').Runner} runner
 */
function handOver(data, { owner }) {
  const { uid, gid } = owner ?? { uid: 0, gid: 0 };
  if (process.getuid?.() !== 0 || statSync(data).uid === uid) return;
  spawnSync('chown', ['-R', `${uid}:${gid}`, data], { stdio: 'inherit' });
}

/** @param {string} data */
function pidFileLines(data) {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

/**
 * @param {string} data
 * @param {number} pid
 */
function isReady(data, pid) {
  const lines = pidFileLines(data);
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

/**
 * After a crash and a reboot the pid that PostgreSQL left in its lock file may be somebody else's, and it would not
 * start. Naming its parent there makes it go on to the check that counts: whether the shared memory is in use.
 *
 * @param {string} data
 */
function freeForeignPid(data) {
  const [pid, ...rest] = pidFileLines(data);
  if (!pid) return;
  try {
    if (readlinkSync(`/proc/${pid}/cwd`) === data) return;
  } catch {
    // Not running, or not ours to look at.
  }
  writeFileSync(join(data, 'postmaster.pid'), [process.pid, ...rest].join('\n'));
}

/**
 * @param {string} url
 * @param {string} name
 */
async function createDatabase(url, name) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
