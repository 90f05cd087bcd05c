import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Reaction } from '../contract/reactions.js';
import { MAX_NAMED, withoutReaction, withReaction } from './reaction-list.js';

const step = fc.record({
  emoji: fc.constantFrom('👍', '🎉'),
  userId: fc.nat({ max: 40 }).map((n) => `user ${n}`),
  add: fc.boolean(),
});

it('a list that is moved on step by step is the one that is counted anew', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      let list: Reaction[] = [];
      const people = new Map<string, string[]>();
      for (const { emoji, userId, add } of steps) {
        const there = people.get(emoji) ?? [];
        if (there.includes(userId) === add) continue;
        const now = add ? [...there, userId] : there.filter((id) => id !== userId);
        people.set(emoji, now);
        list = add ? withReaction(list, emoji, userId) : withoutReaction(list, emoji, now.slice(0, MAX_NAMED));
      }
      const counted = [...people].filter(([, ids]) => ids.length > 0);
      expect(new Map(list.map(({ emoji, ...rest }) => [emoji, rest]))).toEqual(
        new Map(counted.map(([emoji, ids]) => [emoji, { count: ids.length, userIds: ids.slice(0, MAX_NAMED) }])),
      );
    }),
  );
});

it('an emoji keeps its place while anybody has it, and comes last when it comes again', () => {
  const both = withReaction(withReaction(withReaction([], '👍', 'ana'), '🎉', 'ana'), '👍', 'bruno');
  const left = withoutReaction(both, '👍', ['bruno']);
  expect(left.map(({ emoji }) => emoji)).toEqual(['👍', '🎉']);
  const again = withReaction(withoutReaction(left, '👍', []), '👍', 'ana');
  expect(again.map(({ emoji }) => emoji)).toEqual(['🎉', '👍']);
});
