import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Queue } from 'bullmq';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { root } from '../../scripts/paths.mjs';
import { type Child, dyingWithParent, launch, stop } from '../../scripts/processes.mjs';
import { run } from '../../scripts/run.mjs';
import { defineQueue } from '../../src/core/queue/queue-definition.js';
import { Server } from '../support/app.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { until } from '../support/cluster/until.js';
import { queueOf, SAMPLE_JOB, sampleQueue } from '../support/queues.js';

const FAULTY = 'test/support/faulty-worker.mjs';
const WORKER = 'dist/worker.js';
const WITHIN_MS = 40_000;
const faultyQueue = defineQueue('faulty', { die: z.object({}), slow: z.object({}), live: z.object({}) });

let server: Server;
let logs: string;
const children: Child[] = [];
const proxies: BreakableProxy[] = [];
const queues: Queue[] = [];

beforeAll(async () => {
  server = await Server.start();
  logs = mkdtempSync(join(tmpdir(), 'tertulia-workers-'));
});
afterAll(async () => {
  await Promise.all(children.map((child) => stop(child, 'SIGKILL', 5000)));
  await Promise.all(queues.map((queue) => queue.close()));
  await server.stop();
  await Promise.all(proxies.map((proxy) => proxy.close()));
  rmSync(logs, { recursive: true, force: true });
});

async function worker(program: string, env: Record<string, string> = {}): Promise<Child> {
  const name = `worker-${children.length + 1}`;
  const command = dyingWithParent('SIGKILL', [process.execPath, join(root, program)]);
  const logFile = join(logs, `${name}.log`);
  const child = await launch(name, command, { env: { ...server.env, ...env, LOG_LEVEL: 'info' }, logFile });
  children.push(child);
  return child;
}

function queueNamed(definition: typeof faultyQueue | typeof sampleQueue): Queue {
  const queue = queueOf(server, definition);
  queues.push(queue);
  return queue;
}

/** A breakable way to a server, and the address by which it goes there. */
async function wayTo(address: string, port: number): Promise<{ proxy: BreakableProxy; url: string }> {
  const url = new URL(address);
  const proxy = await BreakableProxy.before({ host: url.hostname, port: Number(url.port) || port });
  proxies.push(proxy);
  url.host = `127.0.0.1:${proxy.port}`;
  return { proxy, url: url.href };
}

const says = (child: Child, text: string) => until(`it says: ${text}`, () => logOf(child).includes(text), WITHIN_MS);
const logOf = ({ logFile }: Child) => readFileSync(logFile, 'utf8');
const completed = (queue: Queue, count: number) =>
  until('the jobs are done', async () => (await queue.getCompletedCount()) >= count, WITHIN_MS);

describe('a job', { timeout: 240_000 }, () => {
  it('that kills its worker twice has failed, and those behind it are done', async () => {
    const queue = queueNamed(faultyQueue);
    const die = await queue.add('die', {}, { attempts: 5 });
    const live = await queue.add('live', {});
    for (let i = 0; i < 2; i++) expect(await (await worker(FAULTY)).exited).toMatchObject({ signal: 'SIGKILL' });
    const survivor = await worker(FAULTY);
    await completed(queue, 1);
    expect(await live.isCompleted()).toBe(true);
    await until('it has failed', () => die.isFailed(), WITHIN_MS);
    expect((await queue.getJob(die.id ?? ''))?.failedReason).toContain('stalled');
    await stop(survivor, 'SIGTERM', 30_000);
  });

  it('that is under way when its worker is told to end is finished, and no other is begun', async () => {
    const queue = queueNamed(faultyQueue);
    const child = await worker(FAULTY);
    const slow = await queue.add('slow', {});
    const next = await queue.add('live', {});
    await until('it is under way', () => slow.isActive(), WITHIN_MS);
    expect(await stop(child, 'SIGTERM', 30_000)).toBe(true);
    expect(await slow.isCompleted()).toBe(true);
    expect(await next.isWaiting()).toBe(true);
  });
});

describe('a worker', { timeout: 240_000 }, () => {
  it('waits for the schema, and goes on when it is there', async () => {
    const name = `${server.name}_empty`;
    const admin = new Client({ connectionString: inject('databaseUrl') });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name}`);
    const url = new URL(inject('databaseUrl'));
    url.pathname = `/${name}`;
    const env = { ...server.env, DATABASE_URL: url.href, REDIS_PREFIX: name };
    try {
      const child = await worker(WORKER, env);
      await says(child, 'The worker waits: the database schema is not up to date');
      const { code } = await run([process.execPath, join(root, 'dist/cli.js'), 'migrate'], { env });
      expect(code).toBe(0);
      await says(child, 'jobs are taken from');
      expect(await stop(child, 'SIGTERM', 30_000)).toBe(true);
    } finally {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    }
  });

  it('that waits for PostgreSQL ends at once when it is told to', async () => {
    const { proxy, url } = await wayTo(server.env['DATABASE_URL'] ?? '', 5432);
    proxy.cut();
    const child = await worker(WORKER, { DATABASE_URL: url });
    await says(child, 'PostgreSQL does not answer');
    child.kill('SIGTERM');
    expect(await child.exited).toEqual({ code: 0, signal: null });
  });

  it('takes no jobs before Redis is there', async () => {
    const queue = queueNamed(sampleQueue);
    const { proxy, url } = await wayTo(inject('redisUrl'), 6379);
    proxy.cut();
    const child = await worker(WORKER, { REDIS_URL: url, REDIS_CACHE_URL: inject('redisUrl') });
    await says(child, 'no jobs are taken: Redis');
    const before = await queue.getCompletedCount();
    await queue.add(SAMPLE_JOB, {});
    proxy.restore();
    await completed(queue, before + 1);
    expect(child.running()).toBe(true);
    expect(await stop(child, 'SIGTERM', 30_000)).toBe(true);
  });

  it('leaves jobs alone while PostgreSQL is away, so that they do not use up their attempts', async () => {
    const queue = queueNamed(sampleQueue);
    const { proxy, url } = await wayTo(server.env['DATABASE_URL'] ?? '', 5432);
    const child = await worker(WORKER, { DATABASE_URL: url });
    await says(child, 'jobs are taken from');
    proxy.cut();
    await says(child, 'no jobs are taken: PostgreSQL');
    const [done, asked] = [await queue.getCompletedCount(), proxy.stats.length];
    await queue.addBulk(Array.from({ length: 10 }, () => ({ name: SAMPLE_JOB, data: {} })));
    await until('it has asked for PostgreSQL again', () => proxy.stats.length > asked + 5, WITHIN_MS);
    // One it may have been about to take.
    expect(await queue.getFailedCount()).toBeLessThanOrEqual(1);
    expect(await queue.getWaitingCount()).toBeGreaterThanOrEqual(9);
    proxy.restore();
    await completed(queue, done + 9);
    expect(await stop(child, 'SIGTERM', 30_000)).toBe(true);
  });
});
