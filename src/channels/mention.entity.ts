import { Entity, PrimaryColumn } from 'typeorm';

/** Stands for everybody in the channel. */
export const EVERYONE = '00000000-0000-0000-0000-000000000000';

/** That a message mentions somebody: beyond the reader's marker, these are what they have not seen. */
@Entity('mentions')
export class MentionEntity {
  @PrimaryColumn('uuid', { name: 'channel_id', primaryKeyConstraintName: 'mentions_pkey' })
  channelId: string;

  /** Or a group's id, or `EVERYONE`. */
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'mentions_pkey' })
  userId: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'mentions_pkey' })
  seq: number;
}
