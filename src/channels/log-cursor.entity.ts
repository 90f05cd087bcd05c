import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far something that follows every channel's messages has come in one of them. */
@Entity('log_cursors')
export class LogCursorEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'log_cursors_pkey' })
  consumer: string;

  @PrimaryColumn('uuid', { name: 'channel_id', primaryKeyConstraintName: 'log_cursors_pkey' })
  channelId: string;

  /** All messages up to here are done; for one that follows changes, all changes up to this `rev`. */
  @Column('int')
  seq: number;

  /** Of the next message, the members up to here. */
  @Column('uuid', { name: 'after_user', nullable: true })
  afterUser: string | null;
}
