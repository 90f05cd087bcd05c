import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ReportOutcome, ReportReason, ReportState } from '../contract/moderation.js';

/** That somebody reported a message, and what became of it. */
@Entity('message_reports')
@Index('message_reports_once', ['channelId', 'seq', 'reporterId'], { unique: true })
@Index('message_reports_channel', { synchronize: false })
@Index('message_reports_server', ['state', 'id'], { where: 'for_server' })
export class MessageReportEntity {
  /** Sorts by the time of the report. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'message_reports_pkey' })
  id: string;

  @Column('uuid', { name: 'channel_id' })
  channelId: string;

  /** Of a reply: the channel that its thread belongs to, and that judges it. */
  @Column('uuid', { name: 'parent_id', nullable: true })
  parentId: string | null;

  @Column('int')
  seq: number;

  @Column('uuid', { name: 'message_id' })
  messageId: string;

  @Column('uuid', { name: 'author_id' })
  authorId: string;

  /** What the message said when it was reported. */
  @Column('text')
  body: string;

  @Column('uuid', { name: 'reporter_id' })
  reporterId: string;

  @Column('text')
  reason: ReportReason;

  @Column('text')
  comment: string;

  @Column('timestamptz', { name: 'reported_at', default: () => 'now()' })
  reportedAt: Date;

  /** Whether the server's administrators see it, besides the channel's moderators. */
  @Column('boolean', { name: 'for_server' })
  forServer: boolean;

  @Column('text', { default: 'open' })
  state: ReportState;

  @Column('text', { nullable: true })
  outcome: ReportOutcome | null;

  @Column('text', { default: '' })
  note: string;

  @Column('uuid', { name: 'resolved_by', nullable: true })
  resolvedBy: string | null;

  @Column('timestamptz', { name: 'resolved_at', nullable: true })
  resolvedAt: Date | null;
}
