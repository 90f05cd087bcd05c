import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ChosenStatus } from '../contract/presence.js';

/** What somebody chose to be for others, and what they say of themselves; who chose nothing has none. */
@Entity('user_statuses')
export class UserStatusEntity {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'user_statuses_pkey' })
  userId: string;

  @Column('text', { default: 'online' })
  status: ChosenStatus;

  @Column('text', { nullable: true })
  emoji: string | null;

  @Column('text', { default: '' })
  text: string;

  /** When `emoji` and `text` end. */
  @Index('user_statuses_expiry', { where: 'expires_at IS NOT NULL' })
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;
}
