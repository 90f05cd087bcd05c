import { describe, expect, it } from 'vitest';
import { now } from '../support/cluster/clock.js';
import { bars, breachesOf, useCluster } from '../support/cluster/scenario.js';
import { until } from '../support/cluster/until.js';

const MANY_REPEATS = { twin: 0.15, atOnce: 0.15, late: 0.3, elsewhere: 0.4 };
const ACKS_OF_A_LONG_RUN = 3_000;

describe('a cluster whose instances come and go', () => {
  const play = useCluster('instances');

  it('loses nothing when an instance is killed with -9 and started again', async () => {
    const result = await play({
      name: 'an instance killed -9, restarted',
      fault: async ({ cluster, acksSince }) => {
        const from = now();
        const [instance] = cluster.web;
        await instance.kill('SIGKILL');
        await until('acks from the other instance', () => acksSince(from, 1) >= 500, 60_000);
        await instance.start();
        await instance.awaitReady();
        const at = now();
        return { from, until: at, returned: [{ instance: 0, at }] };
      },
    });
    expect(breachesOf(result)).toEqual([]);
    expect(result.figures.reconnects).toBeGreaterThan(0);
  });

  it('loses nothing when both instances are restarted in turn with SIGTERM', async () => {
    const result = await play({
      name: 'both instances restarted in turn',
      fault: async ({ cluster, acksSince }) => {
        const from = now();
        const returned: { instance: number; at: number }[] = [];
        const extra: Record<string, number> = {};
        for (const [index, instance] of cluster.web.entries()) {
          const { ms, clean } = await instance.terminate();
          Object.assign(extra, { [`exitMs${index}`]: ms, [`exitedClean${index}`]: Number(clean) });
          await instance.start();
          await instance.awaitReady();
          const at = now();
          returned.push({ instance: index, at });
          await until('acks from the new process', () => acksSince(at, index) >= 100, 60_000);
        }
        return { from, until: now(), returned, extra };
      },
    });
    expect(breachesOf(result)).toEqual([]);
    expect(result.extra).toMatchObject({ exitedClean0: 1, exitedClean1: 1 });
    expect(result.extra['exitMs0']).toBeLessThanOrEqual(bars.exitMs);
    expect(result.extra['exitMs1']).toBeLessThanOrEqual(bars.exitMs);
  });

  it('stores a send once however often, when and wherever it is repeated', async () => {
    const result = await play({
      name: 'repeats at once, late and elsewhere',
      repeats: MANY_REPEATS,
      fault: async ({ acksSince }) => {
        const from = now();
        await until('a long run', () => acksSince(from) >= ACKS_OF_A_LONG_RUN, 90_000);
        return { from, until: now() };
      },
    });
    expect(breachesOf(result)).toEqual([]);
    expect(result.figures.duplicates).toBeGreaterThan(ACKS_OF_A_LONG_RUN / 10);
  });
});
