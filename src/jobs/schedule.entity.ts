import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { JobKindName } from '../contract/jobs.js';

/** When the server begins a job of its own. This row decides; BullMQ's job scheduler follows it. */
@Entity('schedules')
export class ScheduleEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'schedules_pkey' })
  name: string;

  @Column('text')
  kind: JobKindName;

  @Column('text')
  pattern: string;

  @Column('text', { name: 'time_zone', default: 'UTC' })
  timeZone: string;

  @Column('boolean', { default: true })
  enabled: boolean;

  /** A moment that came up twice begins one job. */
  @Column('timestamptz', { name: 'last_tick', nullable: true })
  lastTick: Date | null;

  @Column('uuid', { name: 'last_job_id', nullable: true })
  lastJobId: string | null;
}
