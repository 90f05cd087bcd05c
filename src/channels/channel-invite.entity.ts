import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A link by which people join a channel. Who reads the table can use none: the link has the token, the row its hash. */
@Entity('channel_invites')
@Index('channel_invites_channel_id', ['channelId', 'id'])
export class ChannelInviteEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'channel_invites_pkey' })
  id: string;

  @Column('uuid', { name: 'channel_id' })
  channelId: string;

  /** SHA-256: the token is random enough to need no slow one. */
  @Index('channel_invites_hash', { unique: true })
  @Column('bytea')
  hash: Buffer;

  @Column('uuid', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  /** Null for any number. */
  @Column('int', { name: 'max_uses', nullable: true })
  maxUses: number | null;

  /** Members who came by it. */
  @Column('int', { default: 0 })
  uses: number;
}
