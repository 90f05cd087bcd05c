import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a message said before one of its edits. */
@Entity('message_edits')
export class MessageEditEntity {
  @PrimaryColumn('uuid', { name: 'channel_id', primaryKeyConstraintName: 'message_edits_pkey' })
  channelId: string;

  @PrimaryColumn('int', { primaryKeyConstraintName: 'message_edits_pkey' })
  seq: number;

  /** The edit that replaced it. */
  @PrimaryColumn('int', { primaryKeyConstraintName: 'message_edits_pkey' })
  rev: number;

  @Column('text')
  body: string;

  @Column('text')
  html: string;

  @Column('timestamptz', { name: 'replaced_at' })
  replacedAt: Date;
}
