import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { NotificationKind } from '../contract/notifications.js';

const UNREAD = 'read_at IS NULL AND archived_at IS NULL';

/** One line of somebody's inbox. */
@Entity('notifications')
@Index('notifications_rev', ['userId', 'rev'], { unique: true })
@Index('notifications_seq', ['userId', 'seq'])
@Index('notifications_group', ['userId', 'groupKey'], { unique: true, where: `group_key IS NOT NULL AND ${UNREAD}` })
@Index('notifications_unread', ['userId', 'seq'], { where: UNREAD })
@Index('notifications_done', ['updatedAt'], { where: 'read_at IS NOT NULL OR archived_at IS NOT NULL' })
@Index('notifications_archived', ['userId', 'seq'], { where: 'archived_at IS NOT NULL' })
export class NotificationEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'notifications_pkey' })
  id: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  /** The change of the inbox that brought this state. */
  @Column('int')
  rev: number;

  /** The `rev` of its newest event, which is its place in the inbox. */
  @Column('int')
  seq: number;

  @Column('text')
  kind: NotificationKind;

  /** Events of one key are one line while it is unread. */
  @Column('text', { name: 'group_key', nullable: true })
  groupKey: string | null;

  @Column('uuid', { name: 'channel_id', nullable: true })
  channelId: string | null;

  @Column('uuid', { name: 'message_id', nullable: true })
  messageId: string | null;

  @Column('int', { name: 'message_seq', nullable: true })
  messageSeq: number | null;

  /** The latest first; a few of them. */
  @Column('uuid', { name: 'actor_ids', array: true })
  actorIds: string[];

  @Column('int', { default: 1 })
  count: number;

  @Column('jsonb')
  data: Record<string, string>;

  @Column('boolean')
  critical: boolean;

  /** False for what is told by push and e-mail alone. */
  @Column('boolean', { name: 'in_app' })
  inApp: boolean;

  /** Whether its newest event draws attention. */
  @Column('boolean')
  alert: boolean;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt: Date;

  @Column('timestamptz', { name: 'read_at', nullable: true })
  readAt: Date | null;

  @Column('timestamptz', { name: 'archived_at', nullable: true })
  archivedAt: Date | null;
}
