import type { ChannelSnapshot } from '@tertulia/client';
import { type Obstacle, obstacleOf, slowSeconds } from '../channels/obstacle';
import { useChannelPlace } from '../channels/use-rights';
import { client } from '../core/client';
import { usePart } from '../core/use-observable';

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
  const sentAt = usePart(channel, lastSentAt);
  const slowAt = (now: number): number => (isThread ? 0 : slowSeconds(channel.snapshot().info, sentAt, now));
  const place = useChannelPlace(channelId, isThread, (now) => slowAt(now) > 0);
  const { info, now } = place;
  const silencedUntil = info && 'silencedUntil' in info ? info.silencedUntil : null;
  return { info, obstacle: obstacleOf(place), silencedUntil, slow: slowAt(now) };
}

/** When the user's last message came there; null where none is loaded. */
function lastSentAt({ messages, pending }: ChannelSnapshot): number | null {
  const sent = pending.findLast(({ state }) => state === 'sent');
  if (sent) return Date.parse(sent.createdAt);
  const mine = client.user?.id;
  const last = messages.findLast(({ authorId, kind }) => authorId === mine && kind === 'user');
  return last ? Date.parse(last.createdAt) : null;
}
