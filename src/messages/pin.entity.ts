import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A message that is pinned in its channel. */
@Entity('pins')
@Index('pins_order', ['channelId', 'rev'], { unique: true })
export class PinEntity {
  @PrimaryColumn('uuid', { name: 'channel_id', primaryKeyConstraintName: 'pins_pkey' })
  channelId: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'pins_pkey' })
  seq: number;

  /** The change that pinned it. */
  @Column('int')
  rev: number;
}
