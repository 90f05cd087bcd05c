import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { now } from '../support/cluster/clock.js';
import { breachesOf, useCluster } from '../support/cluster/scenario.js';
import { until } from '../support/cluster/until.js';

const ENOUGH_DROPPED = 300;
const Count = z.object({ seen: z.int(), dropped: z.int() });

describe('a cluster whose pub/sub loses frames', () => {
  const dir = mkdtempSync(join(tmpdir(), 'dropped-frames-'));
  const preload = new URL('../support/cluster/drop-frames.ts', import.meta.url).href;
  const play = useCluster('frames', {
    nodeArgs: ['--import', preload],
    env: { DROP_FRAMES_SHARE: '0.3', DROP_FRAMES_DIR: dir },
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const dropped = (): number =>
    readdirSync(dir)
      .map((file) => Count.safeParse(parse(readFileSync(join(dir, file), 'utf8'))))
      .reduce((sum, count) => sum + (count.data?.dropped ?? 0), 0);

  it('shows every member everything within 5 s though three frames in ten are dropped', async () => {
    const result = await play({
      name: 'pub/sub frames dropped at random',
      fault: async () => {
        const [from, before] = [now(), dropped()];
        await until('dropped frames', () => dropped() - before >= ENOUGH_DROPPED, 30_000);
        return { from, until: now(), extra: { dropped: dropped() - before } };
      },
    });
    expect(breachesOf(result)).toEqual([]);
    expect(result.extra['dropped']).toBeGreaterThanOrEqual(ENOUGH_DROPPED);
  });
});

/** The file may be read while it is being written. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
