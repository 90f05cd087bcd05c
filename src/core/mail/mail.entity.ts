import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { MailState } from './outgoing-mail.js';

/** A mail to one address: what it is for, and what became of it. What it says goes once that is settled. */
@Entity('mails')
export class MailEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'mails_pkey' })
  id: string;

  @Column('text')
  purpose: string;

  @Index('mails_reference', { where: 'reference IS NOT NULL' })
  @Column('uuid', { nullable: true })
  reference: string | null;

  @Column('text', { name: 'to_address' })
  toAddress: string;

  @Column('text', { name: 'to_name' })
  toName: string;

  @Column('text')
  locale: string;

  /** The template's name. */
  @Column('text')
  template: string;

  /** May hold secrets: emptied once the mail is settled. */
  @Column('jsonb')
  data: unknown;

  @Column('text', { name: 'unsubscribe_url', nullable: true })
  unsubscribeUrl: string | null;

  @Column('text', { default: 'queued' })
  state: MailState;

  /** How often a worker took it up. An attempt that is not the newest settles nothing. */
  @Column('int', { default: 0 })
  attempts: number;

  /** Those of the attempts whose worker did not come back. */
  @Column('int', { default: 0 })
  losses: number;

  /** Queued: not before this. Being sent: after this its worker counts as lost. */
  @Index('mails_due_at', { where: `state IN ('queued', 'sending')` })
  @Column('timestamptz', { name: 'due_at', default: () => 'now()' })
  dueAt: Date;

  @Column('timestamptz', { name: 'claimed_at', nullable: true })
  claimedAt: Date | null;

  /** What the last attempt came to, in the server's words where it had any. */
  @Column('text', { nullable: true })
  answer: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Index('mails_settled_at', { where: 'settled_at IS NOT NULL' })
  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt: Date | null;
}
