import { rmSync } from 'node:fs';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { identify, isRunning } from '../../scripts/identity.mjs';
import { startPostgres, startRedis, temporaryDir } from '../../scripts/stack.mjs';

const PATIENCE_MS = 30_000;

function dir(): string {
  const folder = temporaryDir();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function redisCommand<T>(url: string, command: (redis: Redis) => Promise<T>, withinMs = PATIENCE_MS): Promise<T> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: null, commandTimeout: withinMs });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await command(redis);
  } finally {
    redis.disconnect();
  }
}

it('keeps what PostgreSQL committed, its port and its address over SIGKILL', async () => {
  const postgres = await startPostgres({ dir: dir(), database: 'chat' });
  onTestFinished(() => postgres.stop());
  const { url, port, pid } = postgres;
  expect(await ask(url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
  await ask(url, 'CREATE TABLE kept AS SELECT 1 AS one');

  await postgres.kill('SIGKILL');
  await expect(ask(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  await postgres.start();

  expect(await ask(url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  expect([postgres.url, postgres.port]).toEqual([url, port]);
  expect(postgres.pid).not.toBe(pid);
});

it('hangs PostgreSQL with its open sessions at SIGSTOP, and stops it even so', async () => {
  const postgres = await startPostgres({ dir: dir(), durable: false });
  const session = new Client({ connectionString: postgres.url });
  session.on('error', () => undefined);
  await session.connect();

  await postgres.kill('SIGSTOP');

  const hung = await Promise.race([session.query('SELECT 1'), new Promise((done) => setTimeout(done, 300, 'hung'))]);
  expect(hung).toBe('hung');
  const stopped = identify(postgres.pid);
  await postgres.stop();
  expect(isRunning(stopped)).toBe(false);
  await session.end();
});

it('runs two servers of a kind side by side', async () => {
  const [one, other] = await Promise.all([startRedis({ dir: dir() }), startRedis({ dir: dir() })]);
  onTestFinished(async () => void (await Promise.all([one.stop(), other.stop()])));
  await redisCommand(one.url, (redis) => redis.set('who', 'one'));
  expect(await redisCommand(other.url, (redis) => redis.get('who'))).toBeNull();
});

it('gives Redis its data back after a restart, or starts it empty, as asked', async () => {
  const keeping = await startRedis({ dir: dir(), persist: true });
  const forgetting = await startRedis({ dir: dir(), persist: false });
  onTestFinished(async () => void (await Promise.all([keeping.stop(), forgetting.stop()])));
  for (const redis of [keeping, forgetting]) {
    await redisCommand(redis.url, (client) => client.set('a', '1'));
    await redis.restart();
  }
  expect(await redisCommand(keeping.url, (redis) => redis.get('a'))).toBe('1');
  expect(await redisCommand(forgetting.url, (redis) => redis.get('a'))).toBeNull();
  expect(await redisCommand(keeping.url, (redis) => redis.config('GET', 'maxmemory-policy'))).toContain('noeviction');
});

it('hangs Redis at SIGSTOP and wakes it at SIGCONT', async () => {
  const server = await startRedis({ dir: dir() });
  onTestFinished(() => server.stop());
  await server.kill('SIGSTOP');
  await expect(redisCommand(server.url, (redis) => redis.ping(), 500)).rejects.toThrow(/timed out|closed/);
  await server.kill('SIGCONT');
  expect(await redisCommand(server.url, (redis) => redis.ping())).toBe('PONG');
});

it('says what a server said when it does not start', async () => {
  const running = await startRedis({ dir: dir() });
  onTestFinished(() => running.stop());
  await expect(startRedis({ dir: dir(), port: running.port })).rejects.toThrow(/Redis did not start[\s\S]*in use/);
});
