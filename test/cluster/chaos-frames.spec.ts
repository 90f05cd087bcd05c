import { afterAll, describe, expect, it } from 'vitest';
import { now } from '../support/cluster/clock.js';
import { DroppedFrames } from '../support/cluster/dropped-frames.js';
import { breachesOf, useCluster } from '../support/cluster/scenario.js';
import { until } from '../support/cluster/until.js';

const ENOUGH_DROPPED = 300;

describe('a cluster whose pub/sub loses frames', () => {
  const dropped = new DroppedFrames(0.3);
  // Hooks that end run in reverse: the instances write there until the cluster is stopped.
  afterAll(() => dropped.remove());
  const play = useCluster('frames', dropped.options);

  it('shows every member everything within 5 s though three frames in ten are dropped', async () => {
    const result = await play({
      name: 'pub/sub frames dropped at random',
      fault: async () => {
        const [from, before] = [now(), dropped.count];
        await until('dropped frames', () => dropped.count - before >= ENOUGH_DROPPED, 30_000);
        return { from, until: now(), extra: { dropped: dropped.count - before } };
      },
    });
    expect(breachesOf(result)).toEqual([]);
    expect(result.extra['dropped']).toBeGreaterThanOrEqual(ENOUGH_DROPPED);
  });
});
