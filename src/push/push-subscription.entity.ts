import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A browser that lets itself be reached by push, and the session in which it said so. */
@Entity('push_subscriptions')
export class PushSubscriptionEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'push_subscriptions_pkey' })
  id: string;

  @Index('push_subscriptions_user_id')
  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('uuid', { name: 'session_id' })
  sessionId: string;

  /** Whoever knows it may send there: it is shown to nobody. */
  @Index('push_subscriptions_endpoint', { unique: true })
  @Column('text')
  endpoint: string;

  /** The browser's public key and its secret, base64url (RFC 8291). */
  @Column('text')
  p256dh: string;

  @Column('text')
  auth: string;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  /** When its push service last took a message. */
  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;

  /** Messages in a row that were not taken. */
  @Column('int', { default: 0 })
  failures: number;
}
