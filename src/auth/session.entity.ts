import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One sign-in on one device, from login to logout. */
@Entity('sessions')
export class SessionEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sessions_pkey' })
  id: string;

  @Index('sessions_user_id')
  @Column('uuid', { name: 'user_id' })
  userId: string;

  /** The only refresh token that is good carries this number; an older one shows that a token was stolen. */
  @Column('int', { default: 1 })
  generation: number;

  @Column('text', { name: 'user_agent', default: '' })
  userAgent: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  /** As of its last refresh. */
  @Column('timestamptz', { name: 'last_used_at', default: () => 'now()' })
  lastUsedAt: Date;

  @Index('sessions_expires_at')
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}
