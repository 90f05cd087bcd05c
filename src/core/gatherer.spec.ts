import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Gatherer } from './gatherer.js';

/** As good as for ever. */
const LONG_MS = 60_000;

/** A gatherer whose work ends when the test says so. */
function gatherer(patienceMs?: number) {
  const batches: number[][] = [];
  const ends: (() => void)[] = [];
  const gathered = new Gatherer<number>((items) => {
    batches.push(items);
    return new Promise((resolve) => ends.push(resolve));
  }, patienceMs);
  return { batches, ends, gathered };
}

describe('a gatherer', () => {
  it('works at once on what one turn of the event loop asks', async () => {
    const { batches, gathered } = gatherer(LONG_MS);
    gathered.add(1);
    gathered.add(2);
    await turn();
    expect(batches).toEqual([[1, 2]]);
  });

  it('puts together what is asked while work is under way, and goes on when it ends', async () => {
    const { batches, ends, gathered } = gatherer(LONG_MS);
    gathered.add(1);
    await turn();
    gathered.add(2);
    await turn();
    gathered.add(3);
    expect(batches).toEqual([[1]]);
    ends[0]?.();
    await turn();
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it('does not wait for ever for work that hangs', async () => {
    const { batches, gathered } = gatherer();
    gathered.add(1);
    await turn();
    gathered.add(2);
    while (batches.length < 2) await sleep(1);
    expect(batches).toEqual([[1], [2]]);
  });

  it('works once on each, also when a turn ends after the work that it would have waited for', async () => {
    const { batches, ends, gathered } = gatherer(LONG_MS);
    gathered.add(1);
    await turn();
    ends[0]?.();
    await turn();
    gathered.add(2);
    await turn();
    ends[1]?.();
    await turn();
    await turn();
    expect(batches).toEqual([[1], [2]]);
  });
});
