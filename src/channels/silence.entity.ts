import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How somebody who left a channel was held back in it; of members their membership says so. */
@Entity('silences')
export class SilenceEntity {
  @PrimaryColumn('uuid', { name: 'channel_id', primaryKeyConstraintName: 'silences_pkey' })
  channelId: string;

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'silences_pkey' })
  userId: string;

  @Column('timestamptz', { nullable: true })
  until: Date | null;

  @Column('boolean', { name: 'read_only', default: false })
  readOnly: boolean;
}
