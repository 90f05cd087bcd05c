import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That somebody else than its author deleted a message, and why. Nothing of what it said. */
@Entity('removals')
export class RemovalEntity {
  @PrimaryColumn('uuid', { name: 'channel_id', primaryKeyConstraintName: 'removals_pkey' })
  channelId: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'removals_pkey' })
  seq: number;

  @Column('uuid', { name: 'removed_by' })
  removedBy: string;

  @Column('text')
  reason: string;

  @Column('timestamptz', { name: 'removed_at' })
  removedAt: Date;
}
