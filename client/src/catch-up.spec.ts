import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CatchUp } from './catch-up.js';
import { ClientError } from './client-error.js';
import type { AckError, SyncResult } from './contract.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Channels of a server, by their heads; `pages` says how many answers each needs. */
class Rig {
  readonly cursors = new Map<string, number>();
  readonly asked: string[][] = [];
  readonly refusals = new Map<string, AckError>();
  readonly refused: string[] = [];
  pages = 1;
  outages = 0;
  done = 0;
  readonly catchUp = new CatchUp({
    sync: ({ cursors }) => this.answer(cursors),
    cursorOf: (channelId) => this.cursors.get(channelId) ?? null,
    fill: ({ channelId, rev }) => {
      this.cursors.set(channelId, rev);
      return false;
    },
    refused: (channelId) => void this.refused.push(channelId),
    done: () => void this.done++,
  });

  private async answer(cursors: Record<string, number>): Promise<SyncResult> {
    await Promise.resolve();
    this.asked.push(Object.keys(cursors));
    if (this.outages-- > 0) throw new ClientError('unavailable', 'the database is away');
    const channels = Object.entries(cursors).map(([channelId, since]) => {
      const error = this.refusals.get(channelId);
      if (error) return { channelId, error };
      const from = since === 2_147_483_647 ? 0 : since;
      return { channelId, since, rev: from + 1, changes: [], more: from + 1 < this.pages, reset: false };
    });
    return { channels };
  }
}

const settle = () => vi.advanceTimersByTimeAsync(30_000);

describe('catching up', () => {
  it('asks for at most a hundred channels at a time, until none is behind, and says so once', async () => {
    const rig = new Rig();
    for (let i = 0; i < 250; i++) rig.catchUp.need(`${i}`);
    rig.catchUp.connected();
    await settle();
    expect(rig.asked.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect([rig.cursors.size, rig.done]).toEqual([250, 1]);
  });

  it('asks again where there is more', async () => {
    const rig = new Rig();
    rig.pages = 4;
    rig.catchUp.need('a');
    rig.catchUp.connected();
    await settle();
    expect(rig.asked).toEqual([['a'], ['a'], ['a'], ['a']]);
  });

  it('is not held up by a channel that may not be read', async () => {
    const rig = new Rig();
    rig.refusals.set('b', { code: 'not_found', message: 'no such channel' });
    for (const id of ['a', 'b', 'c']) rig.catchUp.need(id);
    rig.catchUp.connected();
    await settle();
    expect(rig.asked).toEqual([['a', 'b', 'c']]);
    expect([[...rig.cursors.keys()], rig.refused, rig.done]).toEqual([['a', 'c'], ['b'], 1]);
  });

  it('takes no refusal from before a channel was left for one of now that it is entered again', async () => {
    const rig = new Rig();
    rig.refusals.set('a', { code: 'not_found', message: 'no such channel' });
    rig.catchUp.need('a');
    rig.catchUp.connected();
    rig.catchUp.drop('a');
    rig.catchUp.need('a');
    // The server has answered, and nobody has heard it yet.
    await Promise.resolve();
    rig.refusals.clear();
    await settle();
    expect([rig.refused, [...rig.cursors.keys()], rig.done]).toEqual([[], ['a'], 1]);
  });

  it('waits longer each time while the server cannot answer', async () => {
    const rig = new Rig();
    rig.outages = 3;
    rig.catchUp.need('a');
    rig.catchUp.connected();
    await vi.advanceTimersByTimeAsync(90);
    expect(rig.asked).toHaveLength(1);
    await settle();
    expect(rig.asked).toHaveLength(4);
    expect(rig.done).toBe(1);
  });

  it('goes on at once with the next connection', async () => {
    const rig = new Rig();
    rig.outages = 1;
    rig.catchUp.need('a');
    rig.catchUp.connected();
    await vi.advanceTimersByTimeAsync(0);
    rig.catchUp.disconnected();
    rig.catchUp.connected();
    await vi.advanceTimersByTimeAsync(0);
    expect([rig.asked.length, rig.done]).toEqual([2, 1]);
  });

  it('says at once that nothing is missing where nothing is', () => {
    const rig = new Rig();
    rig.catchUp.connected();
    expect(rig.done).toBe(1);
  });
});
