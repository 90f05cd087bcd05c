import { isDeepStrictEqual } from 'node:util';
import { Module } from '@nestjs/common';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Bus } from '../../src/core/broadcast/bus.service.js';
import { RedisKeys } from '../../src/core/redis/redis-keys.js';
import { MainRedis } from '../../src/core/redis/redis-roles.js';
import { PresenceModule } from '../../src/presence/presence.module.js';
import { Server } from '../support/app.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';

const WITHIN_MS = 30_000;
const MOST = 3;

let server: Server;
/** The second instance reaches Redis through it. */
let proxy: BreakableProxy;
const buses: Bus[] = [];
const counts: ((person: Person) => Promise<Record<string, string>>)[] = [];

@Module({ imports: [PresenceModule] })
class ProbeModule {
  constructor(bus: Bus, redis: MainRedis, keys: RedisKeys) {
    buses.push(bus);
    counts.push(({ id }) => redis.hgetall(keys.socketsOf(id)));
  }
}

beforeAll(async () => {
  const redis = new URL(inject('redisUrl'));
  proxy = await BreakableProxy.before({ host: redis.hostname, port: Number(redis.port) });
  server = await Server.start({ env: { MAX_SOCKETS_PER_USER: String(MOST) }, modules: [ProbeModule] });
  await server.addInstance({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` });
});
afterAll(async () => {
  proxy.restore();
  await server.stop();
  await proxy.close();
});

it('connections that end while Redis is away from their instance do not count once it is back', async () => {
  const ana = await Person.register(server);
  const [here, there] = buses;
  const [countsOf] = counts;
  if (!here || !there || !countsOf) throw new Error('two instances, or it is no test');
  // One that stays, on the other instance: what is counted for her does not end by itself.
  await ana.connect();
  const sockets = [await ana.connect({ instance: 1 }), await ana.connect({ instance: 1 })];
  const countedAs = async (expected: Record<string, string>) =>
    isDeepStrictEqual({ ...(await countsOf(ana)) }, expected);
  const all = { [here.instanceId]: '1', [there.instanceId]: '2' };
  await until('all are counted', () => countedAs(all), WITHIN_MS);
  proxy.cut();
  await until('its Redis is away', () => !there.healthy, WITHIN_MS);
  for (const socket of sockets) socket.close();
  await until('they are gone', () => server.instances[1]?.connections() === 0, WITHIN_MS);
  proxy.restore();
  await until('its Redis is back', () => there.healthy, WITHIN_MS);
  await until('what is gone does not count', () => countedAs({ [here.instanceId]: '1' }), WITHIN_MS);
  await Promise.all([ana.connect(), ana.connect()]);
  // Where Redis answered late, the count is put right a little later.
  await expect.poll(() => countsOf(ana)).toEqual({ [here.instanceId]: String(MOST) });
});
