import { once } from 'node:events';
import { createServer } from 'node:net';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { isRedisAway } from './redis-error.js';
import { failFast } from './redis.module.js';

const thrownBy = async (redis: Redis): Promise<unknown> => {
  redis.on('error', () => undefined);
  try {
    return await redis.ping();
  } catch (error) {
    return error;
  } finally {
    redis.disconnect();
  }
};

describe('Redis is away', () => {
  it('where nothing is connected yet, and where nobody listens', async () => {
    expect(isRedisAway(await thrownBy(new Redis('redis://127.0.0.1:1', failFast)))).toBe(true);
    const patient = new Redis('redis://127.0.0.1:1', { retryStrategy: () => null });
    expect(isRedisAway(await thrownBy(patient))).toBe(true);
  });

  it('where somebody listens and does not answer', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const options = { ...failFast, commandTimeout: 50, enableReadyCheck: false, enableOfflineQueue: true };
    expect(isRedisAway(await thrownBy(new Redis(`redis://127.0.0.1:${port}`, options)))).toBe(true);
    silent.close();
  });

  it('not where it refuses a command, or where the mistake is ours', () => {
    expect(isRedisAway(new Error('ERR unknown command'))).toBe(false);
    expect(isRedisAway(new Error('WRONGTYPE Operation against a key'))).toBe(false);
    expect(isRedisAway(new TypeError('x is not a function'))).toBe(false);
    expect(isRedisAway('Command timed out')).toBe(false);
  });
});
