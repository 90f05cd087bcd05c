import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Locale, ServerRole } from '../contract/users.js';

@Entity('users')
@Index('users_administrators', ['id'], { where: `role <> 'member'` })
@Index('users_disabled', ['username'], { where: 'disabled_at IS NOT NULL' })
export class UserEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'users_pkey' })
  id: string;

  /** In lower case: two spellings are one address. */
  @Index('users_email', { unique: true })
  @Column('text')
  email: string;

  @Column('timestamptz', { name: 'email_verified_at', nullable: true })
  emailVerifiedAt: Date | null;

  @Index('users_username', { unique: true })
  @Column('text')
  username: string;

  @Column('text', { name: 'display_name' })
  displayName: string;

  /** The name of their picture. */
  @Column('text', { nullable: true })
  avatar: string | null;

  /** Argon2id in PHC form. */
  @Column('text', { name: 'password_hash' })
  passwordHash: string;

  @Column('text')
  role: ServerRole;

  /** Sees their own channels and whom they share one with, and nothing else of the organisation. */
  @Column('boolean', { default: false })
  guest: boolean;

  @Column('text', { default: 'en' })
  locale: Locale;

  /** A name of the IANA time-zone database. */
  @Column('text', { name: 'time_zone', default: 'UTC' })
  timeZone: string;

  /** Whether others see how far they have read, and they how far others have. */
  @Column('boolean', { name: 'read_receipts', default: true })
  readReceipts: boolean;

  /** Grows whenever the user's memberships, sessions or standing change, so that instances notice what they missed. */
  @Column('int', { name: 'access_version', default: 0 })
  accessVersion: number;

  /** Grows with every change of what the user or others see here; a trigger's doing. */
  @Column('int', { name: 'profile_version', default: 0 })
  profileVersion: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt: Date | null;
}
