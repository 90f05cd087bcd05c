import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Server } from '../support/app.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { noSuchId, Person } from '../support/factories.js';

let proxy: BreakableProxy;
let server: Server;

beforeAll(async () => {
  const redis = new URL(inject('redisUrl'));
  proxy = await BreakableProxy.before({ host: redis.hostname, port: Number(redis.port) });
  server = await Server.start({ env: { REDIS_CACHE_URL: `redis://127.0.0.1:${proxy.port}/1`, HTTP_RATE: '20/1m' } });
});
afterAll(async () => {
  await server.stop();
  await proxy.close();
});

it('sends by REST are limited, and acked within a second, while the Redis that counts them hangs', async () => {
  const ana = await Person.register(server);
  const { id } = await ana.createChannel();
  proxy.blackhole();
  const answers: { status: number; took: number }[] = [];
  for (let i = 0; i < 25; i++) {
    const from = performance.now();
    const { status } = await ana.call('POST', `/channels/${id}/messages`, { clientId: noSuchId(), body: 'hello' });
    answers.push({ status, took: performance.now() - from });
  }
  // The channel was the first of the twenty.
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(19);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(6);
  // Each waits at most so long for Redis, and a busy machine has its moments.
  const slowest = answers.map(({ took }) => took).toSorted((a, b) => b - a);
  expect(slowest[5]).toBeLessThan(1000);
  expect(slowest[0]).toBeLessThan(10_000);
});
