import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort } from './ports.mjs';
import { startPostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';
import { temporaryDir } from './temporary.mjs';

export { freePort, startPostgres, startRedis, temporaryDir };

/** @typedef {import('./server.mjs').Server} Server */

/**
 * The servers behind Tertulia. `postgres` and `redis` are there when they are private ones of this stack.
 *
 * @typedef {object} Stack
 * @property {string} dir
 * @property {string} databaseUrl
 * @property {string} redisUrl
 * @property {string} redisCacheUrl
 * @property {Server} [postgres]
 * @property {Server} [redis]
 * @property {() => Promise<void>} stop
 */

/**
 * Starts PostgreSQL and one Redis with two roles (database 0 keeps, database 1 caches).
 *
 * Kept (default): data and ports stay in `dir` over runs; DATABASE_URL, REDIS_URL and REDIS_CACHE_URL, where set, are
 * used in place of a private server. Ephemeral: always private, in a temporary folder that `stop` removes.
 *
 * @param {object} [options]
 * @param {string} [options.dir] needed unless ephemeral
 * @param {boolean} [options.ephemeral]
 * @param {boolean} [options.durable] real fsync; by default only for what is kept
 * @param {boolean} [options.persist] Redis keeps its data over a restart
 * @param {string} [options.database]
 * @returns {Promise<Stack>}
 */
export async function startStack({
  dir,
  ephemeral = false,
  durable = !ephemeral,
  persist = !ephemeral,
  database = 'tertulia',
} = {}) {
  if (!dir && !ephemeral) throw new Error('A stack that is kept needs a folder.');
  const home = dir && !ephemeral ? resolve(dir) : temporaryDir();
  const given = ephemeral ? {} : process.env;
  mkdirSync(home, { recursive: true });
  const ports = readPorts(home);
  /** @type {Server | undefined} */
  let postgres;
  /** @type {Server | undefined} */
  let redis;
  const stop = async () => {
    await redis?.stop();
    await postgres?.stop();
    if (ephemeral) rmSync(home, { recursive: true, force: true });
  };
  try {
    if (!given['REDIS_URL']) redis = await startRedis({ dir: home, port: await freePort(ports.redis), persist });
    if (!given['DATABASE_URL']) {
      postgres = await startPostgres({ dir: home, port: await freePort(ports.postgres), durable, database });
    }
  } catch (error) {
    await stop();
    throw error;
  }
  writePorts(home, { postgres: postgres?.port ?? ports.postgres, redis: redis?.port ?? ports.redis });
  const redisUrl = given['REDIS_URL'] ?? `${redis?.url}/0`;
  return {
    dir: home,
    databaseUrl: given['DATABASE_URL'] ?? postgres?.url ?? '',
    redisUrl,
    redisCacheUrl: given['REDIS_CACHE_URL'] ?? cacheUrl(redisUrl),
    postgres,
    redis,
    stop,
  };
}

/** @param {string} redisUrl */
function cacheUrl(redisUrl) {
  const url = new URL(redisUrl);
  url.pathname = '/1';
  return url.href;
}

/**
 * @param {string} home
 * @returns {{ postgres?: number, redis?: number }}
 */
function readPorts(home) {
  const file = join(home, 'ports.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/**
 * @param {string} home
 * @param {{ postgres?: number, redis?: number }} ports
 */
function writePorts(home, ports) {
  writeFileSync(join(home, 'ports.json'), JSON.stringify(ports));
}
