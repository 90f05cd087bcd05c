import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { MemberRole, NotifyLevel } from '../contract/channels.js';

@Entity('members')
export class MemberEntity {
  @Index('members_notify_all', { where: `notify_level = 'all'` })
  @PrimaryColumn('uuid', { name: 'channel_id', primaryKeyConstraintName: 'members_pkey' })
  channelId: string;

  @Index('members_user_id')
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'members_pkey' })
  userId: string;

  @Column('text')
  role: MemberRole;

  /** Everything up to here has been read; `channel.seq - readSeq` is unread. */
  @Column('int', { name: 'read_seq', default: 0 })
  readSeq: number;

  /** When the reader last moved the marker. */
  @Column('timestamptz', { name: 'read_at', nullable: true })
  readAt: Date | null;

  /** When they last moved it back. */
  @Column('timestamptz', { name: 'unread_at', nullable: true })
  unreadAt: Date | null;

  @Column('text', { name: 'notify_level', default: 'mentions' })
  notifyLevel: NotifyLevel;

  @Column('timestamptz', { name: 'muted_until', nullable: true })
  mutedUntil: Date | null;

  /** When the member's newest message was written. */
  @Column('timestamptz', { name: 'posted_at', nullable: true })
  postedAt: Date | null;

  /** Until then the member neither posts nor responds. */
  @Column('timestamptz', { name: 'silenced_until', nullable: true })
  silencedUntil: Date | null;

  @Column('timestamptz', { name: 'joined_at', default: () => 'now()' })
  joinedAt: Date;
}
