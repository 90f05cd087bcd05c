import type { ChannelSnapshot } from '@tertulia/client';

/** Why somebody cannot write in a channel. */
export type Obstacle = 'archived' | 'outside' | 'silenced' | 'readOnly' | 'announcement';

export interface Place {
  info: ChannelSnapshot['info'];
  isMember: boolean;
  /** Announcement channels leave replies free. */
  isThread: boolean;
  now: number;
}

/** As the server would rule; null also where too little is known to say. */
export function obstacleOf({ info, isMember, isThread, now }: Place): Obstacle | null {
  if (info === null) return null;
  if (info.archivedAt !== null) return 'archived';
  if (!isMember) return 'outside';
  if (!('role' in info)) return null;
  if (info.silencedUntil !== null && Date.parse(info.silencedUntil) > now) return 'silenced';
  if (info.role === 'read-only') return 'readOnly';
  if (info.posting === 'moderators' && info.role === 'member' && !isThread) return 'announcement';
  return null;
}

/** Seconds until slow mode lets somebody send again who sent last at `lastSentAt`. */
export function slowSeconds(info: ChannelSnapshot['info'], lastSentAt: number | null, now: number): number {
  if (!info || info.slowModeSeconds === 0 || lastSentAt === null) return 0;
  if ('role' in info && (info.role === 'owner' || info.role === 'moderator')) return 0;
  return Math.max(0, Math.ceil(info.slowModeSeconds - (now - lastSentAt) / 1000));
}
