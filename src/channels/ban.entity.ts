import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody who is kept out of a channel. A member has none that holds. */
@Entity('bans')
export class BanEntity {
  @PrimaryColumn('uuid', { name: 'channel_id', primaryKeyConstraintName: 'bans_pkey' })
  channelId: string;

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'bans_pkey' })
  userId: string;

  @Column('text')
  reason: string;

  @Column('uuid', { name: 'banned_by' })
  bannedBy: string;

  @Column('timestamptz', { name: 'banned_at', default: () => 'now()' })
  bannedAt: Date;

  /** Null where it holds until somebody lifts it. */
  @Column('timestamptz', { nullable: true })
  until: Date | null;
}
