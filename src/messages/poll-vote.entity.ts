import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What somebody chose. */
@Entity('poll_votes')
export class PollVoteEntity {
  @PrimaryColumn('uuid', { name: 'channel_id', primaryKeyConstraintName: 'poll_votes_pkey' })
  channelId: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'poll_votes_pkey' })
  seq: number;

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'poll_votes_pkey' })
  userId: string;

  /** Empty where it was taken back; the row goes when that is counted. */
  @Column('uuid', { name: 'option_ids', array: true })
  optionIds: string[];

  /** What the message's counts have of it. */
  @Column('uuid', { name: 'counted_ids', array: true, default: '{}' })
  countedIds: string[];

  /** Whether there is something to count. */
  @Index('poll_votes_pending', { synchronize: false })
  @Column('bool')
  pending: boolean;

  /** The change that counted it; 0 before. */
  @Column('int', { default: 0 })
  rev: number;

  @Column('timestamptz', { name: 'voted_at' })
  votedAt: Date;
}
