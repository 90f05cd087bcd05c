import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Somebody's reaction to a message. */
@Entity('reactions')
@Index('reactions_order', ['channelId', 'seq', 'emoji', 'rev'], { unique: true })
export class ReactionEntity {
  @PrimaryColumn('uuid', { name: 'channel_id', primaryKeyConstraintName: 'reactions_pkey' })
  channelId: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'reactions_pkey' })
  seq: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'reactions_pkey' })
  emoji: string;

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'reactions_pkey' })
  userId: string;

  /** The change that brought it. */
  @Column('int')
  rev: number;
}
