import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Until when somebody who left a channel is silenced in it; of members their membership says so. */
@Entity('silences')
export class SilenceEntity {
  @PrimaryColumn('uuid', { name: 'channel_id', primaryKeyConstraintName: 'silences_pkey' })
  channelId: string;

  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'silences_pkey' })
  userId: string;

  @Column('timestamptz')
  until: Date;
}
