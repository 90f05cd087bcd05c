import { describe, expect, it } from 'vitest';
import { now } from '../support/cluster/clock.js';
import { breachesOf, FAULT_MS, lasting, useCluster } from '../support/cluster/scenario.js';
import { until } from '../support/cluster/until.js';

describe('a cluster whose Redis fails', () => {
  const play = useCluster('redis');

  it('acks and delivers all the while when Redis is killed and comes back empty', async () => {
    const result = await play({
      name: 'Redis killed, restarted empty',
      fault: async ({ cluster, crowd }) => {
        await cluster.redis.kill('SIGKILL');
        await lasting(FAULT_MS);
        await cluster.redis.start();
        const at = now();
        await until('resync', () => crowd.clients.some(({ resyncs }) => resyncs > 0), 60_000);
        return { until: at };
      },
    });
    expect(breachesOf(result, { sendsGoOn: true })).toEqual([]);
    expect(result.figures.resyncs).toBeGreaterThan(0);
  });

  it('acks and delivers all the while when Redis hangs', async () => {
    const result = await play({
      name: 'Redis hangs',
      fault: async ({ cluster }) => {
        await cluster.redis.kill('SIGSTOP');
        await lasting(FAULT_MS);
        await cluster.redis.kill('SIGCONT');
        return { until: now() };
      },
    });
    expect(breachesOf(result, { sendsGoOn: true })).toEqual([]);
  });

  it.each(['blackhole', 'cut'] as const)('goes on while one instance has no way to Redis (%s)', async (way) => {
    const result = await play({
      name: `one instance without Redis (${way})`,
      fault: async ({ cluster }) => {
        const { redis } = cluster.web[0];
        redis[way]();
        await lasting(FAULT_MS);
        redis.restore();
        return { until: now() };
      },
    });
    expect(breachesOf(result, { sendsGoOn: true })).toEqual([]);
  });
});
