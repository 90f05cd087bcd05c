import { Module } from '@nestjs/common';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Bus } from '../../src/core/broadcast/bus.service.js';
import { RedisKeys } from '../../src/core/redis/redis-keys.js';
import { MainRedis, SubscriberRedis } from '../../src/core/redis/redis-roles.js';
import { PresenceModule } from '../../src/presence/presence.module.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';

const WITHIN_MS = 30_000;
/** How often an instance tells Redis what it has, whatever happens; here it never comes. */
const REFRESH_MS = 15_000;
const NEVER_MS = 2_000_000_000;

let server: Server;
const buses: Bus[] = [];
/** Asks as the first instance: another connects to Redis anew as long as it does not hear itself. */
let countsOf: ((person: Person) => Promise<Record<string, string>>) | undefined;

@Module({ imports: [PresenceModule] })
class ProbeModule {
  constructor(bus: Bus, redis: MainRedis, keys: RedisKeys) {
    buses.push(bus);
    countsOf ??= ({ id }) => redis.hgetall(keys.socketsOf(id));
  }
}

beforeAll(async () => {
  const { setInterval } = globalThis;
  vi.spyOn(globalThis, 'setInterval').mockImplementation(((work: () => void, ms: number) =>
    setInterval(work, ms === REFRESH_MS ? NEVER_MS : ms)) as typeof setInterval);
  server = await Server.start({ modules: [ProbeModule] });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await server.stop();
});

it('who comes before an instance hears itself is counted for all once it does', async () => {
  const ana = await Person.register(server);
  const gate = Promise.withResolvers<void>();
  const subscribe = Reflect.get(SubscriberRedis.prototype, 'subscribe');
  const held = vi.spyOn(SubscriberRedis.prototype, 'subscribe').mockImplementation(async function (
    this: SubscriberRedis,
    ...channels: unknown[]
  ) {
    await gate.promise;
    return Reflect.apply(subscribe, this, channels) as Promise<unknown>;
  });
  await server.addInstance();
  const [, bus] = buses;
  if (!bus) throw new Error('the instance has no bus');
  await ana.connect({ instance: 1 });
  expect([bus.healthy, await countsOf?.(ana)]).toEqual([false, {}]);
  gate.resolve();
  await until('counted', async () => (await countsOf?.(ana))?.[bus.instanceId] === '1', WITHIN_MS);
  held.mockRestore();
});
