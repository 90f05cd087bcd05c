import type { Message } from '@tertulia/client';

/** When what everybody else has read was written, where it is the user's last word; null where they have not. */
export function seenAt(
  messages: readonly Message[],
  receipts: ReadonlyMap<string, number>,
  userId: string,
): string | null {
  const last = messages.at(-1);
  if (!last || last.authorId !== userId || receipts.size === 0) return null;
  return [...receipts.values()].every((readSeq) => readSeq >= last.seq) ? last.createdAt : null;
}
