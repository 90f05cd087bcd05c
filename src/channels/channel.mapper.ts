import type { Channel, MyChannel } from '../contract/channels.js';
import type { ChannelEntity } from './channel.entity.js';
import type { MemberEntity } from './member.entity.js';
import type { Counts } from './members.repository.js';

type ShownChannel = Omit<
  ChannelEntity,
  'membersVersion' | 'metaVersion' | 'rosterVersion' | 'expiredSeq' | 'toldSeq' | 'toldAt'
>;
type ShownMember = Pick<MemberEntity, 'role' | 'readSeq' | 'notifyLevel' | 'mutedUntil' | 'silencedUntil'>;

/** A channel and its member, as far as the member is shown them, and the mentions that they have not seen. */
export type ListedChannel = ShownChannel & ShownMember & { mentionCount: number };

/** The row as the rest of the system sees it. Entities stay in this folder. */
export const toChannel = (channel: ShownChannel): Channel => ({
  id: channel.id,
  kind: channel.kind,
  parentId: channel.parentId,
  name: channel.name,
  directUserIds: channel.directKey?.split(',') ?? null,
  topic: channel.topic,
  description: channel.description,
  seq: channel.seq,
  rev: channel.rev,
  retentionDays: channel.retentionDays,
  posting: channel.posting,
  slowModeSeconds: channel.slowModeSeconds,
  systemMessages: channel.systemMessages,
  createdBy: channel.createdBy,
  createdAt: channel.createdAt.toISOString(),
  archivedAt: channel.archivedAt?.toISOString() ?? null,
});

/** Where the counts are of one moment, and the rows of others, the counts tell where the channel stands. */
export const toMyChannel = (
  channel: ShownChannel,
  member: ShownMember,
  counts: Counts = { rev: channel.rev, seq: channel.seq, readSeq: member.readSeq, mentionCount: 0 },
): MyChannel => ({
  ...toChannel(channel),
  rev: counts.rev,
  seq: counts.seq,
  role: member.role,
  readSeq: counts.readSeq,
  unread: counts.seq - counts.readSeq,
  mentionCount: counts.mentionCount,
  notifications: { level: member.notifyLevel, mutedUntil: member.mutedUntil?.toISOString() ?? null },
  silencedUntil: member.silencedUntil?.toISOString() ?? null,
});
