import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What a user has begun to write in a channel. */
@Entity('drafts')
@Index('drafts_order', ['userId', 'rev'], { unique: true })
export class DraftEntity {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'drafts_pkey' })
  userId: string;

  @PrimaryColumn('uuid', { name: 'channel_id', primaryKeyConstraintName: 'drafts_pkey' })
  channelId: string;

  /** Empty where it was cleared. */
  @Column('text')
  body: string;

  @Column('int')
  rev: number;

  /** When it was written, by the database's clock or an earlier time that the device gave. */
  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;
}
