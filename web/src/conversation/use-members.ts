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

/** What a channel is called: a direct one after the others in it. */
export function nameOf(info: { name: string | null } | null, members: Members | null): string {
  if (info?.name) return info.name;
  const me = client.user;
  const others = members?.items.filter(({ user }) => user.id !== me?.id).map(({ user }) => user.displayName) ?? [];
  return others.join(', ') || (members && me ? me.displayName : '…');
}
