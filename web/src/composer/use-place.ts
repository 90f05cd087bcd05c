import type { ChannelSnapshot } from '@tertulia/client';
import { client } from '../core/client';
import { useNow } from '../core/use-now';
import { usePart } from '../core/use-observable';
import { type Obstacle, obstacleOf, slowSeconds } from './obstacle';

export interface WritingPlace {
  info: ChannelSnapshot['info'];
  obstacle: Obstacle | null;
  silencedUntil: string | null;
  /** Seconds until slow mode lets the user send again. */
  slow: number;
}

/** Whether and when the user may write in a channel, or in a thread of it. */
export function usePlace(channelId: string, isThread: boolean): WritingPlace {
  const channel = client.channel(channelId);
  const info = usePart(channel, (snapshot) => snapshot.info);
  const sentAt = usePart(channel, lastSentAt);
  const isMember = usePart(client.channels, (channels) => channels.some(({ id }) => id === channelId));
  const silencedUntil = info && 'role' in info ? info.silencedUntil : null;
  const now = useNow((at) => {
    const isSilenced = silencedUntil !== null && Date.parse(silencedUntil) > at;
    return isSilenced || (!isThread && slowSeconds(info, sentAt, at) > 0);
  });
  return {
    info,
    obstacle: obstacleOf({ info, isMember, isThread, now }),
    silencedUntil,
    slow: isThread ? 0 : slowSeconds(info, sentAt, now),
  };
}

/** When the user's last message came there; null where none is loaded. */
function lastSentAt({ messages, pending }: ChannelSnapshot): number | null {
  const sent = pending.findLast(({ state }) => state === 'sent');
  if (sent) return Date.parse(sent.createdAt);
  const mine = client.user?.id;
  const last = messages.findLast(({ authorId, kind }) => authorId === mine && kind === 'user');
  return last ? Date.parse(last.createdAt) : null;
}
