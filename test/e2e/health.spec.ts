import { connect } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { freePort } from '../../scripts/ports.mjs';
import { HealthReport } from '../../src/contract/health.js';
import type { PartName } from '../../src/core/health/parts.js';
import { Server } from '../support/app.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';

type Away = 'cut' | 'blackhole';
const AWAY: Away[] = ['cut', 'blackhole'];
/** The instance whose ways to everything lead through the proxies. */
const BREAKABLE = 1;
/** The slowest part has 1.5 s. */
const ANSWERED_WITHIN_MS = 2500;

let server: Server;
let postgres: BreakableProxy;
let redis: BreakableProxy;
let cache: BreakableProxy;
let worker: string;

interface Health {
  status: number;
  took: number;
  report: HealthReport;
}

async function healthOf(base: string, path = '/health'): Promise<Health> {
  const from = performance.now();
  const response = await fetch(base + path);
  const body: unknown = await response.json();
  return { status: response.status, took: performance.now() - from, report: HealthReport.strict().parse(body) };
}

const web = (path?: string) => healthOf(server.urlOf(BREAKABLE), path);
/** A busy machine has its moments. */
const answersInTime = () => until('an answer in time', async () => (await web()).took < ANSWERED_WITHIN_MS, 30_000);
const live = async (base: string) => (await fetch(`${base}/health/live`)).status;
const downIn = ({ report }: Health) =>
  Object.entries(report.details).flatMap(([name, { status }]) => (status === 'down' ? [name] : []));
const downAre = (parts: PartName[], base = server.urlOf(BREAKABLE)) =>
  until(
    `${parts.join(', ')} of ${base} are down`,
    async () => downIn(await healthOf(base)).join() === parts.join(),
    30_000,
  );
const allUp = (base: string) =>
  until(`all is well at ${base}`, async () => !(await healthOf(base)).report.degraded, 30_000);

async function before(variable: string): Promise<[proxy: BreakableProxy, url: string]> {
  const url = new URL(server.env[variable] ?? inject('redisUrl'));
  const proxy = await BreakableProxy.before({ host: url.hostname, port: Number(url.port) });
  url.host = `127.0.0.1:${proxy.port}`;
  return [proxy, url.href];
}

beforeAll(async () => {
  server = await Server.start();
  const [[toPostgres, DATABASE_URL], [toRedis, REDIS_URL], [toCache, REDIS_CACHE_URL]] = [
    await before('DATABASE_URL'),
    await before('REDIS_URL'),
    await before('REDIS_CACHE_URL'),
  ];
  [postgres, redis, cache] = [toPostgres, toRedis, toCache];
  const port = await freePort();
  worker = `http://127.0.0.1:${port}`;
  const urls = { DATABASE_URL, DATABASE_TIMEOUT_MS: '3000', REDIS_URL, REDIS_CACHE_URL };
  await server.addInstance(urls);
  await server.addWorker({ ...urls, HOST: '127.0.0.1', WORKER_METRICS_PORT: String(port) });
  await allUp(server.urlOf(BREAKABLE));
  await allUp(worker);
});
afterEach(async () => {
  for (const proxy of [postgres, redis, cache]) proxy.restore();
  await allUp(server.urlOf(BREAKABLE));
  await allUp(worker);
});
afterAll(async () => {
  await server.stop();
  for (const proxy of [postgres, redis, cache]) await proxy.close();
});

it('names each part while all is well, or each without which nothing works', async () => {
  const needed = ['instance', 'postgresql', 'migrations'];
  const all = [...needed, 'redis-queue', 'redis-cache', 'queue', 'bus'];
  for (const [base, path, parts] of [
    [server.urlOf(BREAKABLE), '/health', all],
    [server.urlOf(BREAKABLE), '/health/ready', needed],
    [worker, '/health', all],
    [worker, '/health/ready', [...needed, 'redis-queue', 'queue']],
  ] as const) {
    const { status, report } = await healthOf(base, path);
    expect(status).toBe(200);
    expect(report).toMatchObject({ status: 'ok', degraded: false });
    expect(Object.keys(report.details)).toEqual(parts);
  }
});

it('asks Redis for nothing more, however many ask for it at once', async () => {
  const probe = `${server.name}:health`;
  // By hand: where the first that is told comes with the answer, ioredis takes it for one too, and fails.
  const { hostname, port } = new URL(inject('redisUrl'));
  const monitor = connect(Number(port), hostname);
  let told = '';
  monitor.setEncoding('utf8').on('data', (text: string) => (told += text));
  const probed = () => told.split('\n').filter((line) => line.toLowerCase().includes(`"set" "${probe}"`)).length;
  try {
    monitor.write('MONITOR\r\n');
    await until('Redis tells', () => told.includes('+OK'), 30_000);
    const from = performance.now();
    await Promise.all(Array.from({ length: 100 }, () => healthOf(server.url)));
    await until('a probe is seen', () => probed() > 0, 30_000);
    expect(probed()).toBeLessThanOrEqual(1 + (performance.now() - from) / 1000);
  } finally {
    monitor.destroy();
  }
});

describe.each(AWAY)('with a %s', (away) => {
  it('of PostgreSQL an instance lives and is not ready', async () => {
    postgres[away]();
    await until('it is noticed', async () => (await web('/health/ready')).status === 503, 30_000);
    await downAre(['postgresql', 'migrations']);
    const health = await web();
    expect(health).toMatchObject({ status: 503, report: { status: 'error', degraded: true } });
    await answersInTime();
    expect(await live(server.urlOf(BREAKABLE))).toBe(200);
  });

  it('of the queues’ Redis an instance is ready, degraded, and does what it says it does', async () => {
    redis[away]();
    await downAre(['redis-queue', 'queue', 'bus']);
    expect(await web('/health/ready')).toMatchObject({ status: 200, report: { status: 'ok', degraded: false } });
    const health = await web();
    expect(health).toMatchObject({ status: 200, report: { status: 'ok', degraded: true } });
    expect(health.report.details['redis-queue']?.works).toContain('sending, history, delivery');
    await answersInTime();
    const ana = await Person.register(server);
    const { id } = await ana.createChannel();
    const there = { instance: BREAKABLE };
    const socket = await ana.connect(there);
    const { message } = await socket.send(id, 'without Redis');
    await socket.reaches(id, message.rev);
    const page = await ana.call('GET', `/channels/${id}/messages`, undefined, there);
    expect(page.body).toMatchObject({ items: [{ body: 'without Redis' }] });
  });

  it('of the cache’s Redis an instance is ready, and degraded', async () => {
    cache[away]();
    await downAre(['redis-cache']);
    expect(await web('/health/ready')).toMatchObject({ status: 200, report: { status: 'ok', degraded: false } });
    const health = await web();
    expect(health).toMatchObject({ status: 200, report: { status: 'ok', degraded: true } });
    await answersInTime();
  });

  it('of the queues’ Redis a worker lives and is not ready', async () => {
    redis[away]();
    await until('it is noticed', async () => (await healthOf(worker, '/health/ready')).status === 503, 30_000);
    await downAre(['redis-queue', 'queue', 'bus'], worker);
    expect(await live(worker)).toBe(200);
  });
});

it('is not ready on a schema that lacks a migration of this build', async () => {
  const { rows } = await server.db.query<{ id: number; timestamp: string; name: string }>(
    'DELETE FROM migrations WHERE id = (SELECT max(id) FROM migrations) RETURNING *',
  );
  try {
    for (const base of [server.urlOf(BREAKABLE), worker]) {
      await downAre(['migrations'], base);
      const health = await healthOf(base, '/health/ready');
      expect(health.status).toBe(503);
      expect(health.report.details['migrations']).toMatchObject({ status: 'down', reason: '1 not applied' });
    }
  } finally {
    const [row] = rows;
    await server.db.query('INSERT INTO migrations VALUES ($1, $2, $3)', [row?.id, row?.timestamp, row?.name]);
  }
});

it('tells of a Redis that answers and takes no jobs', async () => {
  const admin = new Redis(inject('redisUrl'));
  const user = `reader_${server.name}`;
  try {
    // What a full Redis that must not evict is like.
    await admin.call('ACL', 'SETUSER', user, 'on', '>secret', '~*', '&*', '+@all', '-set');
    const url = new URL(inject('redisUrl'));
    [url.username, url.password] = [user, 'secret'];
    const { url: base, stop } = await server.addInstance({ REDIS_URL: url.href });
    await downAre(['queue'], base);
    expect((await healthOf(base)).status).toBe(200);
    await stop();
  } finally {
    await admin.call('ACL', 'DELUSER', user);
    admin.disconnect();
  }
});
