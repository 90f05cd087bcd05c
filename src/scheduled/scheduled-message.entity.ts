import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ScheduledFailure, ScheduledState } from '../contract/scheduled.js';

/** A message that is to be sent. This row decides; what BullMQ holds only says that it is time. */
@Entity('scheduled_messages')
@Index('scheduled_messages_author', ['authorId', 'sendAt', 'id'])
@Index('scheduled_messages_client_id', ['authorId', 'channelId', 'clientId'], { unique: true })
@Index('scheduled_messages_due', ['dueAt'], { where: `state = 'waiting'` })
@Index('scheduled_messages_sending', ['channelId'], { unique: true, where: `state = 'sending'` })
export class ScheduledMessageEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'scheduled_messages_pkey' })
  id: string;

  @Column('uuid', { name: 'author_id' })
  authorId: string;

  @Column('uuid', { name: 'channel_id' })
  channelId: string;

  /** The sent message's too, which keeps it from being sent twice. */
  @Column('uuid', { name: 'client_id' })
  clientId: string;

  @Column('text')
  body: string;

  /** As its author chose. */
  @Column('timestamptz', { name: 'send_at' })
  sendAt: Date;

  /** When it is tried next. */
  @Column('timestamptz', { name: 'due_at' })
  dueAt: Date;

  @Column('text', { default: 'waiting' })
  state: ScheduledState;

  @Column('jsonb', { nullable: true })
  failure: ScheduledFailure | null;

  /** How often it was taken up without an outcome. */
  @Column('int', { default: 0 })
  attempts: number;

  /** When somebody took it up to send it. */
  @Column('timestamptz', { name: 'taken_at', nullable: true })
  takenAt: Date | null;

  @Column('int', { default: 1 })
  rev: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
