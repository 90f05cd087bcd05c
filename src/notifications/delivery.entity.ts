import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DeliveryState, DeliveryWay } from '../contract/notifications.js';

export interface DeliveryStepRecord {
  at: string;
  state: DeliveryState;
  reason: string;
  answer: string | null;
}

/** One way to tell somebody of one event: where it stands, and how it got there. */
@Entity('deliveries')
@Index('deliveries_due', ['dueAt'], { where: `state = 'planned'` })
@Index('deliveries_planned', ['userId', 'way'], { where: `state = 'planned'` })
@Index('deliveries_claimed', ['claimedAt'], { where: `state = 'sending'` })
@Index('deliveries_mail', ['mailReference'], { where: 'mail_reference IS NOT NULL' })
export class DeliveryEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'deliveries_pkey' })
  id: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text', { name: 'event_key' })
  eventKey: string;

  @Index('deliveries_notification')
  @Column('uuid', { name: 'notification_id' })
  notificationId: string;

  @Column('text')
  way: DeliveryWay;

  @Column('text')
  state: DeliveryState;

  @Column('text')
  reason: string;

  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt: Date | null;

  /** When a worker took it in hand; one that died leaves it to another after a while. */
  @Column('timestamptz', { name: 'claimed_at', nullable: true })
  claimedAt: Date | null;

  /** The `reference` of the e-mail that tells of it, alone or with others. */
  @Column('uuid', { name: 'mail_reference', nullable: true })
  mailReference: string | null;

  @Column('int', { default: 0 })
  attempts: number;

  @Column('text', { nullable: true })
  answer: string | null;

  @Column('jsonb')
  steps: DeliveryStepRecord[];
}
