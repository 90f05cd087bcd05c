import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Where the changes of what is a user's own stand. */
@Entity('personal_heads')
export class PersonalHeadEntity {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'personal_heads_pkey' })
  userId: string;

  @Column('int')
  rev: number;

  @Column('timestamptz', { name: 'changed_at', default: () => 'now()' })
  changedAt: Date;
}
