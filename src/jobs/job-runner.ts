import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { forbidden } from '../core/errors/domain-error.js';
import { toDomainError } from '../core/errors/error-body.js';
import { FileStore } from '../core/files/file-store.js';
import type { JobHandler } from '../core/jobs/job-handler.js';
import { JobHandlers } from '../core/jobs/job-handlers.js';
import { Lifecycle } from '../core/observability/lifecycle.js';
import { UsersService } from '../users/users.service.js';
import { type ClaimedJob, JobLedger } from './job-ledger.js';
import { JobRun } from './job-run.js';
import type { JobEnd } from './jobs.repository.js';

/** A job that took its worker with it this often is not given to another. */
const MAX_CLAIMS = 2;
const WORKER_LOST = { code: 'worker_lost', message: 'The worker ended while the job ran, again and again' };
/** While a backing service is away, an attempt is run again for this long. */
const PATIENCE_MS = 3_600_000;

const isPatient = ({ startedAt }: ClaimedJob) => Date.now() - (startedAt?.getTime() ?? 0) < PATIENCE_MS;

/** Carries out jobs in this process, each by the handler of its kind. */
@Injectable()
export class JobRunner implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(JobRunner.name);
  private readonly running = new Map<JobRun, Promise<void>>();

  constructor(
    private readonly ledger: JobLedger,
    private readonly handlers: JobHandlers,
    private readonly users: UsersService,
    private readonly files: FileStore,
    private readonly lifecycle: Lifecycle,
  ) {
    lifecycle.onStop(() => this.handOver());
  }

  onModuleInit(): void {
    this.handlers.requireAll();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.running.values());
  }

  /** Resolves when the attempt is over or nothing is to be done for it here and now. */
  async run(jobId: string, attempt: number): Promise<void> {
    if (this.lifecycle.stopping) return;
    const found = await this.ledger.find(jobId);
    const handler = this.handlers.get(found?.kind ?? '');
    if (!found || !handler) return;
    // Before the claim: what fails between that and the run would count as a worker that was lost.
    const owner = found.ownerId === null ? null : await this.users.findActor(found.ownerId);
    const job = await this.ledger.claim(jobId, attempt);
    if (!job) return;
    if (job.cancelRequestedAt) return this.ledger.finish(job, { state: 'cancelled' });
    if (job.claims > MAX_CLAIMS) return this.ledger.finish(job, { state: 'failed', error: WORKER_LOST });
    const run = new JobRun(job, owner, this.ledger, this.files);
    const over = this.carryOut(run, handler);
    this.running.set(run, over);
    await over.finally(() => this.running.delete(run));
  }

  private async carryOut(run: JobRun, handler: JobHandler): Promise<void> {
    const end = await this.endOf(run, handler);
    await run.stop();
    if (end?.state !== 'succeeded' && run.file) await this.files.remove(run.file.key);
    if (run.interruption === 'superseded') return;
    await (end ? this.ledger.finish(run.job, { ...end, progress: run.latest }) : this.ledger.release(run.job));
  }

  /** The jobs under way wait for another worker; the handlers hear of it by their signal. */
  private handOver(): void {
    for (const run of this.running.keys()) run.interrupt('stopping');
  }

  /** Null where the job is to be run again. */
  private async endOf(run: JobRun, handler: JobHandler): Promise<JobEnd | null> {
    const { input, result } = handler.kind;
    try {
      if (run.job.ownerId && !run.owner) throw forbidden('The account that ordered the job is disabled or gone');
      const outcome = await handler.run(input.parse(run.job.input), run);
      return { state: 'succeeded', result: result.parse(outcome), file: run.file };
    } catch (error) {
      if (run.interruption) return run.interruption === 'cancelled' ? { state: 'cancelled' } : null;
      const { code, message } = toDomainError(error);
      if (code === 'unavailable' && isPatient(run.job)) return null;
      if (code === 'internal') this.logger.error({ err: error, jobId: run.jobId, kind: run.job.kind }, 'job failed');
      return { state: 'failed', error: { code, message } };
    }
  }
}
