import type { Channel } from '../../../src/contract/channels.js';
import { IconHash, IconLock, IconUsers } from '@tabler/icons-react';
import { Avatar } from '../people/avatar';
import { peopleOf } from './channel-title';

interface ChannelIconProps {
  channel: Pick<Channel, 'kind' | 'directUserIds'>;
  size?: number;
}

/** What kind of channel it is; of a conversation with one person, that person. */
export function ChannelIcon({ channel, size = 20 }: ChannelIconProps) {
  if (channel.kind === 'direct') {
    const [first, ...more] = peopleOf(channel);
    if (first && more.length === 0) return <Avatar userId={first} size={size} presence />;
    return <IconUsers size={size - 2} stroke={1.75} aria-hidden />;
  }
  const Icon = channel.kind === 'private' ? IconLock : IconHash;
  return <Icon size={size - 2} stroke={1.75} aria-hidden />;
}
