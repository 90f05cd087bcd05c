import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A poll, as far as it is no matter of what is shown: that stands in its message. */
@Entity('polls')
export class PollEntity {
  @PrimaryColumn('uuid', { name: 'channel_id', primaryKeyConstraintName: 'polls_pkey' })
  channelId: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'polls_pkey' })
  seq: number;

  @Index('polls_closing', { synchronize: false })
  @Column('timestamptz', { name: 'closes_at', nullable: true })
  closesAt: Date | null;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt: Date | null;

  /** When votes were last counted into the message. */
  @Column('timestamptz', { name: 'counted_at', nullable: true })
  countedAt: Date | null;
}
