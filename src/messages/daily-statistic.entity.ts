import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What was said in a channel on one day; a day without messages has no row. */
@Entity('daily_statistics')
export class DailyStatisticEntity {
  /** In UTC, as `2026-01-31`. */
  @PrimaryColumn('date', { primaryKeyConstraintName: 'daily_statistics_pkey' })
  day: string;

  @PrimaryColumn('uuid', { name: 'channel_id', primaryKeyConstraintName: 'daily_statistics_pkey' })
  channelId: string;

  /** As they were sent: what was deleted since counts. */
  @Column('int')
  messages: number;

  @Column('int')
  authors: number;
}
