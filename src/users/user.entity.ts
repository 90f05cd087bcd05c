import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ServerRole } from '../contract/users.js';

@Entity('users')
export class UserEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'users_pkey' })
  id: string;

  /** In lower case: two spellings are one address. */
  @Index('users_email', { unique: true })
  @Column('text')
  email: string;

  @Index('users_username', { unique: true })
  @Column('text')
  username: string;

  @Column('text', { name: 'display_name' })
  displayName: string;

  /** Argon2id in PHC form. */
  @Column('text', { name: 'password_hash' })
  passwordHash: string;

  @Column('text')
  role: ServerRole;

  /** Grows whenever the user's memberships, sessions or standing change, so that instances notice what they missed. */
  @Column('int', { name: 'access_version', default: 0 })
  accessVersion: number;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'disabled_at', nullable: true })
  disabledAt: Date | null;
}
