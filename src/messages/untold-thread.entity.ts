import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A thread whose first message does not tell of all its replies yet. */
@Entity('untold_threads')
export class UntoldThreadEntity {
  @PrimaryColumn('uuid', { name: 'thread_id', primaryKeyConstraintName: 'untold_threads_pkey' })
  threadId: string;

  @Index('untold_threads_since')
  @Column('timestamptz', { default: () => 'now()' })
  since: Date;
}
