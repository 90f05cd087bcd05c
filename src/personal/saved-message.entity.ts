import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A message that somebody keeps for themselves. */
@Entity('saved_messages')
@Index('saved_messages_order', ['userId', 'rev'], { unique: true })
export class SavedMessageEntity {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'saved_messages_pkey' })
  userId: string;

  @PrimaryColumn('uuid', { name: 'message_id', primaryKeyConstraintName: 'saved_messages_pkey' })
  messageId: string;

  @Column('uuid', { name: 'channel_id' })
  channelId: string;

  /** The change that saved it. */
  @Column('int')
  rev: number;

  @Column('timestamptz', { name: 'saved_at' })
  savedAt: Date;
}
