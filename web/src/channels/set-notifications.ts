import type { ChannelNotifications } from '../../../src/contract/channels.js';
import { client } from '../core/client';

/** What the user hears of in a channel; without a time a mute lasts. */
export const setNotifications = (
  channelId: string,
  { level, mutedUntil = null }: { level: ChannelNotifications['level']; mutedUntil?: string | null },
): Promise<void> => client.channel(channelId).notify({ level, mutedUntil });
