import type { Channel, MyChannel } from '../contract/channels.js';
import type { ChannelEntity } from './channel.entity.js';
import type { MemberEntity } from './member.entity.js';

/** The row as the rest of the system sees it. Entities stay in this folder. */
export const toChannel = (channel: ChannelEntity): Channel => ({
  id: channel.id,
  kind: channel.kind,
  name: channel.name,
  topic: channel.topic,
  seq: channel.seq,
  rev: channel.rev,
  retentionDays: channel.retentionDays,
  createdBy: channel.createdBy,
  createdAt: channel.createdAt.toISOString(),
  archivedAt: channel.archivedAt?.toISOString() ?? null,
});

export const toMyChannel = (
  channel: ChannelEntity,
  { role, readSeq, notifyLevel, mutedUntil }: MemberEntity,
  mentionCount: number,
): MyChannel => ({
  ...toChannel(channel),
  role,
  readSeq,
  unread: channel.seq - readSeq,
  mentionCount,
  notifications: { level: notifyLevel, mutedUntil: mutedUntil?.toISOString() ?? null },
});
