import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { JobError, JobKindName, JobProgress, JobState } from '../contract/jobs.js';

/** What is kept of the file that a job made; `key` finds it in the file store. */
export interface StoredJobFile {
  key: string;
  name: string;
  contentType: string;
  bytes: number;
}

/** A job from its start to the end of its history. This row decides; what BullMQ holds only says that it is time. */
@Entity('jobs')
@Index('jobs_owner_id', ['ownerId', 'id'])
@Index('jobs_open', { synchronize: false })
export class JobEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'jobs_pkey' })
  id: string;

  @Column('text')
  kind: JobKindName;

  @Column('text', { default: 'queued' })
  state: JobState;

  @Column('jsonb')
  input: object;

  @Column('jsonb')
  progress: JobProgress;

  @Column('jsonb', { nullable: true })
  result: object | null;

  @Column('jsonb', { nullable: true })
  file: StoredJobFile | null;

  @Column('jsonb', { nullable: true })
  error: JobError | null;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('int', { default: 1 })
  attempt: number;

  @Column('int', { default: 1 })
  rev: number;

  /** The run that holds the job; what an earlier one still writes is not taken. */
  @Column('uuid', { nullable: true })
  claim: string | null;

  /** Runs of this attempt that ended without a word. */
  @Column('int', { default: 0 })
  claims: number;

  /** When the run last showed that it lives, or when a waiting job was last put into the queue. */
  @Column('timestamptz', { name: 'touched_at', default: () => 'now()' })
  touchedAt: Date;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt: Date | null;

  @Index('jobs_finished_at')
  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;

  @Column('timestamptz', { name: 'cancel_requested_at', nullable: true })
  cancelRequestedAt: Date | null;
}
