import type { Actor } from '../security/principal.js';
import type { JobInput, JobKind, JobResult } from './job-kind.js';

/** What a running job knows and can do besides its work. */
export interface JobContext {
  jobId: string;
  /** In their present role; null for the server's own jobs. */
  owner: Actor | null;
  /** Aborted when the job is cancelled, its worker stops, or another worker has taken it over. */
  signal: AbortSignal;
  /** Told to whoever watches, some times a second at most. `total`: null where it is not known. */
  progress: (done: number, total: number | null, note?: string) => void;
  /** Stores the file that the job makes; it can be downloaded once the job has succeeded. Throws where aborted. */
  store: (file: JobFileSource) => Promise<void>;
}

export interface JobFileSource {
  /** As it is called on the disk of whoever downloads it. */
  name: string;
  contentType: string;
  content: AsyncIterable<string | Uint8Array>;
}

/**
 * Does the work of one kind of job, in the worker. It may run twice for one job (a worker that died, a lost lock), one
 * run after the other or for a moment side by side: the second must do no harm.
 */
export interface JobHandler<K extends JobKind = JobKind> {
  readonly kind: K;
  /** Throws a `DomainError` for what its owner can understand; `unavailable` lets it run again by itself. */
  run(input: JobInput<K>, context: JobContext): Promise<JobResult<K>>;
}
