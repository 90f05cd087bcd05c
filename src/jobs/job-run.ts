import type { JobProgress } from '../contract/jobs.js';
import type { FileStore } from '../core/files/file-store.js';
import type { JobContext, JobFileSource } from '../core/jobs/job-handler.js';
import type { Actor } from '../core/security/principal.js';
import type { StoredJobFile } from './job.entity.js';
import type { ClaimedJob, JobLedger } from './job-ledger.js';

/** Progress is written at most this often … */
const LOOK_MS = 250;
/** … and a sign of life at least this often, with which the run learns of a cancellation. */
const BEAT_MS = 1000;

export type Interruption = 'cancelled' | 'stopping' | 'superseded';

/** One run of a job: shows that it lives, how far it is, and is told to end. */
export class JobRun implements JobContext {
  file: StoredJobFile | null = null;
  interruption: Interruption | null = null;
  latest: JobProgress;
  private readonly controller = new AbortController();
  private written: JobProgress;
  private beatenAt = performance.now();
  private beating: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly job: ClaimedJob,
    readonly owner: Actor | null,
    private readonly ledger: JobLedger,
    private readonly files: FileStore,
  ) {
    this.latest = this.written = job.progress;
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  get jobId(): string {
    return this.job.id;
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  // Handlers take these two out of the context.
  readonly progress = (done: number, total: number | null, note?: string): void => {
    this.latest = { done, total, note: note ?? null };
  };

  readonly store = async ({ name, contentType, content }: JobFileSource): Promise<void> => {
    // Of its own for each run: two that overlap do not write into one file.
    const key = `jobs/${this.job.id}/${this.job.claim}`;
    const bytes = await this.files.write(key, content, this.signal);
    this.file = { key, name, contentType, bytes };
  };

  interrupt(why: Interruption): void {
    this.interruption ??= why;
    this.controller.abort(new Error(`the job is ${why}`));
  }

  /** Ends the signs of life; none is under way any more. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
  }

  private look(): void {
    const due = this.latest !== this.written || performance.now() - this.beatenAt >= BEAT_MS;
    if (due && !this.beating) this.beating = this.beat().finally(() => (this.beating = null));
  }

  private async beat(): Promise<void> {
    const { latest } = this;
    this.beatenAt = performance.now();
    try {
      const beat = await this.ledger.beat(this.job, latest === this.written ? null : latest);
      this.written = latest;
      if (!beat) this.interrupt('superseded');
      else if (beat.cancelRequested) this.interrupt('cancelled');
    } catch {
      // PostgreSQL is away: nobody else can take the job over meanwhile either.
    }
  }
}
