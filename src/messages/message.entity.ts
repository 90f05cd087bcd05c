import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ChangeKind, Mentions, ThreadSummary } from '../contract/messages.js';
import type { Poll } from '../contract/polls.js';
import type { Reaction } from '../contract/reactions.js';
import type { SystemEvent } from '../contract/system-events.js';

/** A message in its newest state. Its `rev` is the change that brought this state. */
@Entity('messages')
@Index('messages_rev', ['channelId', 'rev'], { unique: true })
@Index('messages_client_id', ['channelId', 'authorId', 'clientId'], { unique: true })
export class MessageEntity {
  @PrimaryColumn('uuid', { name: 'channel_id', primaryKeyConstraintName: 'messages_pkey' })
  channelId: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'messages_pkey' })
  seq: number;

  @Column('int')
  rev: number;

  @Index('messages_id', { unique: true })
  @Column('uuid')
  id: string;

  @Column('uuid', { name: 'author_id' })
  authorId: string;

  @Column('uuid', { name: 'client_id' })
  clientId: string;

  @Column('text', { default: 'user' })
  kind: 'user' | 'system';

  @Column('text', { name: 'change_kind', default: 'created' })
  changeKind: ChangeKind;

  @Column('text')
  body: string;

  @Column('text')
  html: string;

  /** Null where it mentions nobody. */
  @Column('jsonb', { nullable: true })
  mentions: Mentions | null;

  /** What `reactions` has of it, as it is shown; null where nobody reacted. */
  @Column('jsonb', { nullable: true })
  reactions: Reaction[] | null;

  /** As it is shown; null where the message asks nothing. */
  @Column('jsonb', { nullable: true })
  poll: Poll | null;

  /** Null in what people say. */
  @Column('jsonb', { nullable: true })
  system: SystemEvent | null;

  /** Of the message that a thread hangs from: what it shows of the thread. */
  @Column('jsonb', { nullable: true })
  thread: ThreadSummary | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'edited_at', nullable: true })
  editedAt: Date | null;

  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt: Date | null;

  @Column('timestamptz', { name: 'pinned_at', nullable: true })
  pinnedAt: Date | null;
}
