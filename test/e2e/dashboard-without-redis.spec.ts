import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { AdministratorDashboard, LogPage } from '../../src/contract/dashboard.js';
import { Server } from '../support/app.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { succeeded } from '../support/rest.js';

const WITHIN_MS = 30_000;

let proxy: BreakableProxy;
let server: Server;
let ana: Person;

beforeAll(async () => {
  const redis = new URL(inject('redisUrl'));
  proxy = await BreakableProxy.before({ host: redis.hostname, port: Number(redis.port) });
  server = await Server.start({ instances: 2, env: { REDIS_URL: `redis://127.0.0.1:${proxy.port}` } });
  ana = await Person.register(server);
});
afterAll(async () => {
  await server.stop();
  await proxy.close();
});

const look = async (instance: number) =>
  succeeded(AdministratorDashboard, await ana.call('GET', '/dashboard', undefined, { instance }));

it('while Redis hangs each instance tells at once what it knows of itself, and says so', async () => {
  const sockets = [await ana.connect(), await ana.connect({ instance: 1 })];
  await until('both', async () => (await look(0)).sockets.total === 2, WITHIN_MS);
  proxy.blackhole();
  for (const instance of [0, 1]) {
    let seen: AdministratorDashboard | undefined;
    const alone = async () => {
      const from = performance.now();
      seen = await look(instance);
      const atOnce = performance.now() - from < 1500;
      return atOnce && seen.degraded && seen.instances.length === 1;
    };
    await until(() => JSON.stringify(seen), alone, WITHIN_MS);
    expect(seen).toMatchObject({ people: { online: 1 }, sockets: { total: 1 }, jobs: { queues: null } });
  }
  proxy.restore();
  for (const instance of [0, 1]) {
    const whole = async () => {
      const {
        degraded,
        instances,
        sockets: { total },
      } = await look(instance);
      return !degraded && instances.length === 2 && total === 2;
    };
    await until('all again', whole, WITHIN_MS);
  }
  for (const socket of sockets) socket.close();
});

it('which the log has afterwards, of each instance, and nobody was lost', async () => {
  const targets = async (action: string) => {
    const { items } = await ana.get(LogPage, '/dashboard/log?source=system');
    return items.flatMap((item) => (item.action === action ? [item.target] : [])).toSorted(byText);
  };
  await until('both links are back', async () => new Set(await targets('redis.back')).size === 2, WITHIN_MS);
  expect(await targets('redis.lost')).toEqual(await targets('redis.back'));
  expect(await targets('instance.lost')).toEqual([]);
});

const byText = (a: string, b: string) => (a < b ? -1 : Number(a > b));
