import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ChannelState } from './channel-state.js';
import type { Link } from './link.js';
import { Recounts } from './recounts.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('asks for what came into doubt on a new connection while one before it was still being asked', async () => {
  const connection = { link: {} as Link };
  const [asked, answers]: [string[], (() => void)[]] = [[], []];
  const recounts = new Recounts({
    connection,
    session: {
      call: (path) => {
        asked.push(path);
        return new Promise((resolve) => answers.push(() => resolve({ id: path } as never)));
      },
    },
    channels: { describe: ({ id }) => new ChannelState(id, 1) },
  });
  const [before, after] = [new ChannelState('before', 1), new ChannelState('after', 1)];
  for (const state of [before, after]) state.enter();
  recounts.need(before);
  await vi.advanceTimersByTimeAsync(2_000);
  connection.link = {} as Link;
  recounts.need(after);
  answers[0]?.();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked).toEqual(['/channels/before', '/channels/after']);
});
