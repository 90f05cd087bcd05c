import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Counts the changes of something that many answers depend on. Triggers move it, in the transaction of the change. */
@Entity('shared_versions')
export class SharedVersionEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'shared_versions_pkey' })
  name: string;

  @Column('int', { default: 0 })
  version: number;

  /** The transaction that moved it last: one moves it once. */
  @Column('bigint', { name: 'moved_by', nullable: true })
  movedBy: string | null;
}
