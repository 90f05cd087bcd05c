import type { Me, MyChannel } from '@tertulia/client';
import type { Channel, MemberRole } from '../../../src/contract/channels.js';
import { administers } from '../core/administers';

/** What the user may do in a channel, as the server will judge it. */
export interface Powers {
  readonly member: boolean;
  /** Settings, invite links, bans, the queue of reports. */
  readonly manages: boolean;
  /** All roles, archiving, retention. */
  readonly owns: boolean;
  readonly bringsIn: boolean;
}

type Viewer = Pick<Me, 'id' | 'role' | 'guest'>;

/** Guests are in the channels that they were brought into: they neither look for others nor make any. */
export const mayFindChannels = (me: Viewer | null): boolean => me !== null && !me.guest;

export const isMine = (channel: Channel | MyChannel): channel is MyChannel => 'role' in channel;

export function powersOf(channel: Channel | MyChannel | null, me: Viewer | null): Powers {
  const role = channel && isMine(channel) ? channel.role : null;
  const fixed = !channel || channel.kind === 'direct' || channel.kind === 'thread';
  if (fixed) return { member: role !== null, manages: false, owns: false, bringsIn: false };
  const owns = role === 'owner' || (channel.kind === 'public' && administers(me));
  return {
    member: role !== null,
    manages: owns || role === 'moderator',
    owns,
    bringsIn: mayFindChannels(me) && role !== null && role !== 'read-only' && channel.archivedAt === null,
  };
}

const isPlain = (role: MemberRole): boolean => role === 'member' || role === 'read-only';

/** Moderators remove, ban and mute members; owners anybody but themselves. */
export const mayJudge = (powers: Powers, target: { id: string; role: MemberRole }, me: Viewer | null): boolean =>
  target.id !== me?.id && (isPlain(target.role) ? powers.manages : powers.owns);

/** The roles that the user may give somebody who has one. */
export function rolesToGive(powers: Powers, target: { role: MemberRole; guest: boolean }): readonly MemberRole[] {
  const all: readonly MemberRole[] = target.guest
    ? ['member', 'read-only']
    : ['owner', 'moderator', 'member', 'read-only'];
  if (!powers.member) return [];
  if (powers.owns) return all;
  return powers.manages && isPlain(target.role) ? ['member', 'read-only'] : [];
}
