import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { TRANSACTION } from './transaction-column.js';

/** One thing that happened to the server. */
@Entity('system_events')
@Index('system_events_tx', ['tx', 'id'])
export class SystemEventEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'system_events_pkey' })
  id: string;

  @Column('timestamptz', { default: () => 'now()' })
  at: Date;

  /** Noun and verb: `instance.lost`. */
  @Column('text')
  action: string;

  /** What it happened to: an instance, a job. */
  @Column('text')
  target: string;

  @Column('jsonb')
  detail: Record<string, unknown>;

  /** The same for what several instances saw: one of them writes it. */
  @Index('system_events_key', { unique: true })
  @Column('text', { nullable: true })
  key: string | null;

  @Column(TRANSACTION)
  tx: string;
}
