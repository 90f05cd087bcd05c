import type { Channel, MyChannel } from '../contract/channels.js';
import type { ChannelEntity } from './channel.entity.js';
import type { MemberEntity } from './member.entity.js';

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

export const toMyChannel = (
  channel: ShownChannel,
  { role, readSeq, notifyLevel, mutedUntil, silencedUntil }: ShownMember,
  mentionCount: number,
): MyChannel => ({
  ...toChannel(channel),
  role,
  readSeq,
  unread: channel.seq - readSeq,
  mentionCount,
  notifications: { level: notifyLevel, mutedUntil: mutedUntil?.toISOString() ?? null },
  silencedUntil: silencedUntil?.toISOString() ?? null,
});
