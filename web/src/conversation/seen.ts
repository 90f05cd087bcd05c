import type { ChannelSnapshot, Message } from '@tertulia/client';

type Shown = Pick<ChannelSnapshot, 'messages' | 'pending' | 'hasNewer'>;

/** The user's own last word in a channel; null where somebody else had it, or it is not on the server yet. */
export function lastWord({ messages, pending, hasNewer }: Shown, userId: string | undefined): Message | null {
  const last = messages.at(-1);
  if (!last || hasNewer || pending.length > 0) return null;
  return last.authorId === userId && last.kind === 'user' && last.deletedAt === null ? last : null;
}

/** Who of the others has read it: `told` when it was asked for, and as far as `receipts` go since. */
export const readersOf = (
  { seq }: Pick<Message, 'seq'>,
  others: readonly string[],
  { told, receipts }: { told: readonly string[]; receipts: ReadonlyMap<string, number> },
): string[] => others.filter((id) => told.includes(id) || (receipts.get(id) ?? 0) >= seq);
