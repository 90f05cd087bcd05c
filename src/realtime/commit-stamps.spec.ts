import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CommitStamps } from './commit-stamps.js';

it('finds the commit of each change of a run that it remembers, and of no other', () => {
  const stamps = new CommitStamps();
  stamps.keep({ channelId: 'a', since: 4, rev: 6, committedAt: 1000 });
  expect([4, 5, 6, 7].map((rev) => stamps.find('a', rev, 2000))).toEqual([null, 1000, 1000, null]);
  expect(stamps.find('b', 5, 2000)).toBeNull();
});

it('forgets what is older than a minute', () => {
  const stamps = new CommitStamps();
  stamps.keep({ channelId: 'a', since: 0, rev: 1, committedAt: 1000 });
  expect(stamps.find('a', 1, 61_000)).toBe(1000);
  expect(stamps.find('a', 1, 61_001)).toBeNull();
});

it('remembers the newest runs of all channels together, and no more than it may', () => {
  const capacity = 5;
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 }), (channels) => {
      const stamps = new CommitStamps(capacity);
      const revs = new Map<string, number>();
      const kept = channels.map((channelId) => {
        const since = revs.get(channelId) ?? 0;
        revs.set(channelId, since + 1);
        stamps.keep({ channelId, since, rev: since + 1, committedAt: 1 });
        return { channelId, rev: since + 1 };
      });
      const found = kept.filter(({ channelId, rev }) => stamps.find(channelId, rev, 1) !== null);
      expect(found).toEqual(kept.slice(-capacity));
    }),
  );
});
