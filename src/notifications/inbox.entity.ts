import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The head of a user's inbox: each change of a line takes the next `rev`. */
@Entity('inboxes')
export class InboxEntity {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'inboxes_pkey' })
  userId: string;

  @Column('int', { default: 0 })
  rev: number;
}
