import { Injectable } from '@nestjs/common';
import type { JobProgress } from '../contract/jobs.js';
import { SystemLog } from '../core/audit/system-log.js';
import { Bus } from '../core/broadcast/bus.service.js';
import { persist } from '../core/database/persist.js';
import { newId } from '../core/ids.js';
import { Lifecycle } from '../core/observability/lifecycle.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { JobEntity } from './job.entity.js';
import { type Beat, type JobEnd, JobsRepository } from './jobs.repository.js';
import { jobChanged, jobFinished } from './jobs.topics.js';

/** A run that has not shown that it lives for this long has lost its job. */
const LEASE_SECONDS = 5;

export type ClaimedJob = JobEntity & { claim: string };
type Held = Pick<ClaimedJob, 'id' | 'claim' | 'ownerId'>;

/** What the runs of jobs write down, and who is told. */
@Injectable()
export class JobLedger {
  constructor(
    private readonly jobs: JobsRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly bus: Bus,
    private readonly systemLog: SystemLog,
    private readonly lifecycle: Lifecycle,
  ) {}

  find(id: string): Promise<JobEntity | null> {
    return this.jobs.find(id);
  }

  /** Null where there is nothing to do: the attempt is over, or another run of it lives. */
  async claim(id: string, attempt: number): Promise<ClaimedJob | null> {
    const claim = newId();
    const job = await this.jobs.claim(id, attempt, claim, LEASE_SECONDS);
    if (job) this.tell(job, job.rev);
    return job && Object.assign(job, { claim });
  }

  /** Shows that the run lives. Null where it holds the job no more. */
  async beat(job: Held, progress: JobProgress | null): Promise<Beat | null> {
    const beat = await this.jobs.beat(job.id, job.claim, progress);
    if (beat && progress) this.tell(job, beat.rev);
    return beat;
  }

  /** Nothing happens where the run holds the job no more. */
  finish(job: Held, end: JobEnd): Promise<void> {
    return this.settle(async (tx) => {
      const row = await this.jobs.finish(tx.manager, job.id, job.claim, end);
      if (!row) return;
      const { id: jobId, ownerId, rev, attempt, kind, state, error } = row;
      tx.publish(jobChanged, { jobId, ownerId, rev });
      if (state === 'failed') {
        tx.afterCommit(() =>
          this.systemLog.note({ action: 'job.failed', target: `${kind}/${jobId}`, detail: { ...error } }),
        );
      }
      if (ownerId === null || (state !== 'succeeded' && state !== 'failed')) return;
      tx.record(jobFinished, { jobId, ownerId, attempt, kind, state, error: error?.message ?? null });
    });
  }

  /** Lets the job wait for another run. */
  release(job: Held): Promise<void> {
    return this.settle(async (tx) => {
      const row = await this.jobs.release(tx.manager, job.id, job.claim);
      if (row) tx.publish(jobChanged, { jobId: row.id, ownerId: row.ownerId, rev: row.rev });
    });
  }

  /** A run that ended and could not say so would count as one that took its worker along. */
  private settle(work: (tx: Transaction) => Promise<void>): Promise<void> {
    return persist(
      () => this.unitOfWork.run(work),
      () => !this.lifecycle.stopping,
    );
  }

  /** Progress may be lost on the way: what follows it says more. */
  private tell({ id, ownerId }: Pick<Held, 'id' | 'ownerId'>, rev: number): void {
    void this.bus.publish(jobChanged, { jobId: id, ownerId, rev });
  }
}
