import { useMemo } from 'react';
import { client } from '../core/client';
import { useNow } from '../core/use-now';
import { usePart } from '../core/use-observable';
import type { Place } from './obstacle';
import { type Rights, rightsOf } from './rights';

/** A channel as the user stands to it, until when they are silenced there included. `isThread`: to a thread of it. */
export function useChannelPlace(channelId: string, isThread = false, isAwaited = (_now: number) => false): Place {
  const info = usePart(client.channel(channelId), (snapshot) => snapshot.info);
  const isMember = usePart(client.channels, (channels) => channels.some(({ id }) => id === channelId));
  const silencedUntil = info && 'silencedUntil' in info ? info.silencedUntil : null;
  const now = useNow((at) => (silencedUntil !== null && Date.parse(silencedUntil) > at) || isAwaited(at));
  return { info, isMember, isThread, now };
}

/** What the user may do with the messages there. The same object for as long as it is the same. */
export function useRights(channelId: string, isThread = false): Rights {
  const { member, respond, post, remove, moderate, pin } = rightsOf(useChannelPlace(channelId, isThread));
  return useMemo(
    () => ({ member, respond, post, remove, moderate, pin }),
    [member, respond, post, remove, moderate, pin],
  );
}
