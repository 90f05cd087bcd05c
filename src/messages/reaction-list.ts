import type { Reaction } from '../contract/reactions.js';

/** People who are named; of the others there is a count. */
export const MAX_NAMED = 20;

/** The list after somebody who had not done so reacted. */
export function withReaction(reactions: readonly Reaction[], emoji: string, userId: string): Reaction[] {
  if (!reactions.some((reaction) => reaction.emoji === emoji)) {
    return [...reactions, { emoji, count: 1, userIds: [userId] }];
  }
  return reactions.map((reaction) =>
    reaction.emoji === emoji
      ? { emoji, count: reaction.count + 1, userIds: [...reaction.userIds, userId].slice(0, MAX_NAMED) }
      : reaction,
  );
}

/** The list after one of those who had reacted took it back; `first` of them are left, the first in the order of time. */
export function withoutReaction(reactions: readonly Reaction[], emoji: string, first: string[]): Reaction[] {
  return reactions.flatMap((reaction) => {
    if (reaction.emoji !== emoji) return [reaction];
    return reaction.count > 1 ? [{ emoji, count: reaction.count - 1, userIds: first }] : [];
  });
}
