import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecentActivity } from './recent-activity.js';

it('knows the messages of the last minute by channel, and forgets older ones', () => {
  const send = fc.record({
    wait: fc.nat(5),
    channel: fc.constantFrom('a', 'b', 'c', 'd'),
    messages: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(send), fc.nat(70), (sends, silence) => {
      let second = 1000;
      const activity = new RecentActivity(() => second * 1000);
      const log: { second: number; channel: string; messages: number }[] = [];
      for (const { wait, channel, messages } of sends) {
        second += wait;
        activity.add(channel, messages);
        log.push({ second, channel, messages });
      }
      second += silence;
      const recent = log.filter((sent) => sent.second > second - 60);
      const counts = new Map<string, number>();
      for (const { channel, messages } of recent) counts.set(channel, (counts.get(channel) ?? 0) + messages);
      expect(activity.active).toBe(counts.size);
      for (const channel of ['a', 'b', 'c', 'd']) expect(activity.of(channel)).toBe(counts.get(channel) ?? 0);
      const best = [...counts.values()].toSorted((a, b) => b - a).slice(0, 2);
      expect(activity.top(2).map(({ messages }) => messages)).toEqual(best);
    }),
  );
});
