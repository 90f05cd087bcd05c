import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Something that happened and that the worker has work to do for. The row goes with the transaction that does it. */
@Entity('recorded_events')
@Index('recorded_events_due', ['dueAt'], { where: 'failed_at IS NULL' })
export class RecordedEventEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'recorded_events_pkey' })
  id: string;

  @Column('text')
  topic: string;

  @Column('jsonb')
  data: unknown;

  @Column('int', { default: 0 })
  attempts: number;

  @Column('timestamptz', { name: 'due_at', default: () => 'now()' })
  dueAt: Date;

  /** Given up after too many attempts; `error` says why, and operators may set this back to null. */
  @Column('timestamptz', { name: 'failed_at', nullable: true })
  failedAt: Date | null;

  @Column('text', { nullable: true })
  error: string | null;
}
