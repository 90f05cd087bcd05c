import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Presence } from '../../src/contract/presence.js';
import { Server } from '../support/app.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { succeeded } from '../support/rest.js';

const WITHIN_MS = 30_000;
const REUNITED_WITHIN_MS = 30_000;

let proxy: BreakableProxy;
let server: Server;

beforeAll(async () => {
  const redis = new URL(inject('redisUrl'));
  proxy = await BreakableProxy.before({ host: redis.hostname, port: Number(redis.port) });
  server = await Server.start({ instances: 2, env: { REDIS_URL: `redis://127.0.0.1:${proxy.port}` } });
});
afterAll(async () => {
  await server.stop();
  await proxy.close();
});

it('while Redis hangs nobody is taken for gone, and afterwards those who are', async () => {
  const [ana, bruno, carla] = [
    await Person.register(server),
    await Person.register(server),
    await Person.register(server),
  ];
  await ana.createChannel({}, [bruno, carla]);
  const watcher = await ana.connect();
  const [stays, goes] = [await bruno.connect({ instance: 1 }), await carla.connect({ instance: 1 })];
  const statusesOf = ({ id }: Person) =>
    watcher.received.presence.flatMap(({ userId, status }) => (userId === id ? [status] : []));
  for (const person of [bruno, carla]) {
    await until('online', () => statusesOf(person).at(-1) === 'online', WITHIN_MS);
  }

  proxy.blackhole();
  const instances = async () => {
    const answer = await ana.call('GET', '/dashboard');
    return (answer.body as { instances: unknown[] }).instances.length;
  };
  await until('the other is not heard', async () => (await instances()) === 1, WITHIN_MS);
  goes.close();
  for (const person of [bruno, carla]) {
    expect(succeeded(Presence, await ana.call('GET', `/users/${person.id}/presence`)).status).toBe('online');
  }

  proxy.restore();
  await until('Carla is gone', () => statusesOf(carla).at(-1) === 'offline', REUNITED_WITHIN_MS);
  expect(statusesOf(bruno)).toEqual(['online']);
  stays.close();
});
