import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Counts } from './counts.js';

export type HistorySpan = 'minute' | 'hour';

/** What happened in one minute or hour; there is no row of one in which nobody counted. */
@Entity('activity_history')
export class ActivityHistoryEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'activity_history_pkey' })
  span: HistorySpan;

  /** Its beginning. */
  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'activity_history_pkey' })
  at: Date;

  /** Of what is there at a time, the most there was. */
  @Column('jsonb')
  peaks: Counts;

  @Column('jsonb')
  counts: Counts;
}
