import { useMemo } from 'react';
import type { ChannelMember, MemberPage } from '../../../src/contract/channels.js';
import { client } from '../core/client';
import { refreshSoon, useGet } from '../core/queries';

// Who comes and goes is told by no event of its own.
client.on('channel:changes', ({ channelId, changes }) => {
  if (changes.some(({ message }) => message.kind === 'system')) refreshSoon(`/channels/${channelId}/members`);
});

export interface Members {
  /** The first hundred. */
  readonly items: readonly ChannelMember[];
  readonly more: boolean;
}

/** Who is in a channel; null until it was read. */
export function useMembers(channelId: string): Members | null {
  const { data } = useGet<MemberPage>(`/channels/${channelId}/members?limit=100`);
  return useMemo(() => (data ? { items: data.items, more: data.nextCursor !== null } : null), [data]);
}
