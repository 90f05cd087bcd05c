import type { ChannelNotifications } from '../../../src/contract/channels.js';
import { client } from '../core/client';
import { withLevel, withMute } from './silence';

interface Heard {
  id: string;
  notifications: ChannelNotifications;
}

export const setLevel = ({ id, notifications }: Heard, level: ChannelNotifications['level']): Promise<void> =>
  client.channel(id).notify(withLevel(notifications, level, Date.now()));

export const setMuted = ({ id, notifications }: Heard, mutes: boolean): Promise<void> =>
  client.channel(id).notify(withMute(notifications, mutes));
