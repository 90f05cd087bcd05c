import { once } from 'node:events';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { SubscriberRedis } from '../../src/core/redis/redis-roles.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';

let proxy: BreakableProxy;
let subscriber: SubscriberRedis;

beforeEach(async () => {
  const { hostname, port } = new URL(inject('redisUrl'));
  proxy = await BreakableProxy.before({ host: hostname, port: Number(port) });
  subscriber = new SubscriberRedis({ host: '127.0.0.1', port: proxy.port });
});
afterEach(async () => {
  subscriber.disconnect();
  await proxy.close();
});

it('is no error of the process that a connection ends before its subscriptions are made anew', async () => {
  const unheard: unknown[] = [];
  const collect = (reason: unknown) => void unheard.push(reason);
  process.on('unhandledRejection', collect);
  try {
    await subscriber.subscribe('news');
    await subscriber.psubscribe('news of *');
    // ioredis has written both again by then, and Redis has answered neither.
    const again = once(subscriber, 'ready').then(() => {
      proxy.cut();
      subscriber.disconnect();
    });
    subscriber.disconnect(true);
    await again;
    await once(subscriber, 'end');
    await new Promise((turn) => setImmediate(turn));
    expect(unheard).toEqual([]);
  } finally {
    process.off('unhandledRejection', collect);
  }
});

it('tells whoever subscribes that it cannot be', async () => {
  await subscriber.subscribe('news');
  const other = subscriber.subscribe('other news');
  subscriber.disconnect();
  proxy.cut();
  await expect(other).rejects.toThrow('Connection is closed');
});
