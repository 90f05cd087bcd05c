import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { TRANSACTION } from './transaction-column.js';

/** One thing that somebody did to the server. Written once, never changed; its id sorts by time. */
@Entity('audit_log')
@Index('audit_log_action', ['action', 'id'])
@Index('audit_log_tx', ['tx', 'id'])
export class AuditEntryEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_log_pkey' })
  id: string;

  @Column('timestamptz', { default: () => 'now()' })
  at: Date;

  /** Null where the server itself did it. */
  @Column('uuid', { name: 'actor_id', nullable: true })
  actorId: string | null;

  /** Noun and verb: `dead-letters.replay`. */
  @Column('text')
  action: string;

  /** What it was done to: a queue's name, an id. */
  @Column('text')
  target: string;

  @Column('jsonb')
  detail: Record<string, unknown>;

  @Column('text', { nullable: true })
  ip: string | null;

  @Column(TRANSACTION)
  tx: string;
}
