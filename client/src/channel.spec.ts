import { describe, expect, it } from 'vitest';
import { messageOf } from '../../test/support/client-log.js';
import { Channel, type ChannelDesk } from './channel.js';
import { ChannelState } from './channel-state.js';
import type { MessagePage } from './contract.js';

/** A channel of 200 messages, at its newest end, and the pages that it asked for: each comes when it is answered. */
function rig() {
  const state = new ChannelState('c', 500);
  const asked = new Map<string, (page: MessagePage) => void>();
  const desk = {
    history: (_, query) => new Promise((resolve) => asked.set(query.split('&')[0] ?? '', resolve)),
    restart: () => begin(),
    pending: () => [],
  } as Partial<ChannelDesk> as ChannelDesk;
  const begin = () => state.window.restart(range(151, 200));
  state.head({ rev: 200, seq: 200, readSeq: 0, mentionCount: 0 });
  begin();
  const channel = new Channel(state, desk);
  const answer = (query: string, from: number, to: number): void => {
    asked.get(query)?.({ items: range(from, to), nextCursor: null });
    asked.delete(query);
  };
  const ends = () => [channel.snapshot().messages[0]?.seq, channel.snapshot().messages.at(-1)?.seq];
  return { channel, asked, answer, begin, ends };
}

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => messageOf(from + i, from + i));

describe('a channel', () => {
  it('is at the place of the last jump, whichever page comes first', async () => {
    const { channel, answer, ends } = rig();
    const jumps = [channel.jumpTo(20), channel.jumpTo(100)];
    answer('around=100', 76, 125);
    answer('around=20', 1, 45);
    await Promise.all(jumps);
    expect(ends()).toEqual([76, 125]);
  });

  it('stays at its newest end where somebody went back to it before their jump was answered', async () => {
    const { channel, answer, ends } = rig();
    const jump = channel.jumpTo(20);
    channel.jumpToNewest();
    answer('around=20', 1, 45);
    await jump;
    expect(ends()).toEqual([151, 200]);
  });

  it('asks again for the place that somebody wants where it began anew meanwhile', async () => {
    const { channel, asked, answer, begin, ends } = rig();
    const jump = channel.jumpTo(20);
    begin();
    answer('around=20', 1, 45);
    await expect.poll(() => [...asked.keys()]).toEqual(['around=20']);
    answer('around=20', 1, 45);
    await jump;
    expect(ends()).toEqual([1, 45]);
  });

  it('says that there may be older messages where those that were asked for do not fit any more', async () => {
    const { channel, answer, begin, ends } = rig();
    const loaded = channel.loadOlder();
    begin();
    answer('before=151', 101, 150);
    expect(await loaded).toBe(true);
    expect(ends()).toEqual([151, 200]);
  });
});
