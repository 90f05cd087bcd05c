import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type AccountTokenKind = 'reset' | 'verify';

/** What a mail's link stands for. The link has the token, the row its hash alone: who reads the table can use none. */
@Entity('account_tokens')
export class AccountTokenEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'account_tokens_pkey' })
  id: string;

  @Index('account_tokens_user_id')
  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  kind: AccountTokenKind;

  /** SHA-256: the token is random enough to need no slow one. */
  @Index('account_tokens_hash', { unique: true })
  @Column('bytea')
  hash: Buffer;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Index('account_tokens_expires_at')
  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt: Date | null;
}
