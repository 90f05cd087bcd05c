import type { ChannelNotifications } from '../../../src/contract/channels.js';

/** For as long as anybody means by "until I say otherwise". */
const FOR_GOOD = '9999-12-31T00:00:00.000Z';

const lasts = (mutedUntil: string | null, now: number): boolean => mutedUntil !== null && Date.parse(mutedUntil) > now;

/** Whether the user hears nothing of a channel now. */
export const isSilent = ({ level, mutedUntil }: ChannelNotifications, now: number): boolean =>
  level === 'nothing' || lasts(mutedUntil, now);

/** Another level leaves a mute as it is, and a mute the level: it is there again afterwards. */
export function withLevel(
  { mutedUntil }: ChannelNotifications,
  level: ChannelNotifications['level'],
  now: number,
): ChannelNotifications {
  return { level, mutedUntil: lasts(mutedUntil, now) ? mutedUntil : null };
}

/** Who hears of nothing has no level to come back to: they hear of all. */
export const withMute = ({ level }: ChannelNotifications, mutes: boolean): ChannelNotifications =>
  mutes ? { level, mutedUntil: FOR_GOOD } : { level: level === 'nothing' ? 'all' : level, mutedUntil: null };
