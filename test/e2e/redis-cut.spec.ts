import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { Scrape } from '../support/scrape.js';

const WITHIN_MS = 30_000;
/** By which the connections of this server are told from those of other tests. */
const DATABASE = 9;

let server: Server;
let redis: Redis;

beforeAll(async () => {
  const url = new URL(inject('redisUrl'));
  url.pathname = `/${DATABASE}`;
  redis = new Redis(url.href);
  server = await Server.start({ env: { REDIS_URL: url.href } });
});
afterAll(async () => {
  await server.stop();
  redis.disconnect();
});

const value = async (name: string) => (await Scrape.of(server.url)).value(name);

/** As `CLIENT KILL TYPE pubsub`, for this server alone. */
async function killSubscriptions(): Promise<number> {
  const list = (await redis.call('CLIENT', 'LIST', 'TYPE', 'pubsub')) as string;
  const own = list.split('\n').filter((line) => line.includes(` db=${DATABASE} `));
  for (const line of own) await redis.call('CLIENT', 'KILL', 'ID', /^id=(\d+)/.exec(line)?.[1] ?? '');
  return own.length;
}

it('asks clients to sync when what was published may have been missed, however soon Redis is heard again', async () => {
  const ana = await Person.register(server);
  const socket = await ana.connect();
  for (const losses of [1, 2]) {
    expect(await killSubscriptions()).toBeGreaterThan(0);
    await until('a resync', () => socket.received.resync.length >= losses, WITHIN_MS);
    expect(await value('tertulia_bus_restored_total')).toBe(losses);
  }
  expect(socket.received.resync).toHaveLength(2);
  expect(await value('tertulia_resyncs_total')).toBe(2);
});
