import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ChannelKind, Posting } from '../contract/channels.js';

/** `seq` and `rev` are the heads of the channel's log; only `post_messages` and its like move them. */
@Entity('channels')
export class ChannelEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'channels_pkey' })
  id: string;

  @Column('text')
  kind: ChannelKind;

  /** Of a thread: the channel that its first message is in. */
  @Index('channels_parent', { where: 'parent_id IS NOT NULL' })
  @Column('uuid', { name: 'parent_id', nullable: true })
  parentId: string | null;

  @Index('channels_name', { synchronize: false })
  @Column('text', { nullable: true })
  name: string | null;

  @Column('text', { default: '' })
  topic: string;

  /** What the channel is for, in more than a line. */
  @Column('text', { default: '' })
  description: string;

  /** The members of a direct channel, sorted: the same people have one. */
  @Index('channels_direct_key', { unique: true })
  @Column('text', { name: 'direct_key', nullable: true })
  directKey: string | null;

  @Column('int', { default: 0 })
  seq: number;

  @Column('int', { default: 0 })
  rev: number;

  /** Grows when somebody loses access. A batch of changes carries it, so that no instance delivers to them. */
  @Column('int', { name: 'members_version', default: 0 })
  membersVersion: number;

  /** Grows with every change of what describes the channel: its name, its topic, its rules, its archiving. */
  @Column('int', { name: 'meta_version', default: 0 })
  metaVersion: number;

  /** Grows when somebody comes, goes or changes their role; a trigger's doing. */
  @Column('int', { name: 'roster_version', default: 0 })
  rosterVersion: number;

  /** Days after which messages are deleted; null where the server's rule alone counts. */
  @Column('int', { name: 'retention_days', nullable: true })
  retentionDays: number | null;

  /** Up to here everything is deleted for its age. */
  @Column('int', { name: 'expired_seq', default: 0 })
  expiredSeq: number;

  @Column('text', { default: 'everyone' })
  posting: Posting;

  /** Between two messages of one member; 0 where there is no slow mode. Owners and moderators are exempt. */
  @Column('int', { name: 'slow_mode_seconds', default: 0 })
  slowModeSeconds: number;

  /** Whether messages tell what happens to the channel. */
  @Column('bool', { name: 'system_messages', default: false })
  systemMessages: boolean;

  /** Of a thread: the replies that its first message tells of, and since when. */
  @Column('int', { name: 'told_seq', default: 0 })
  toldSeq: number;

  @Column('timestamptz', { name: 'told_at', nullable: true })
  toldAt: Date | null;

  @Column('uuid', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'archived_at', nullable: true })
  archivedAt: Date | null;
}
