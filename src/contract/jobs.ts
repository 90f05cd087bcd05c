import { z } from 'zod';
import { Id, Timestamp } from './ids.js';
import { pageOf } from './page.js';

/** Everything that runs as a tracked job. */
export const JobKindName = z.enum([
  'channel-export',
  'user-import',
  'activity-report',
  'clean-up',
  'database-backup',
  'retention',
  'statistics',
  'notification-clean-up',
  'activity-history',
]);
export type JobKindName = z.infer<typeof JobKindName>;

/** A job waits, runs, and ends in one of the last three, from which it can be tried again but for `succeeded`. */
export const JobState = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);
export type JobState = z.infer<typeof JobState>;

/** `total` is null where it is not known beforehand. */
export const JobProgress = z
  .object({ done: z.int(), total: z.int().nullable(), note: z.string().nullable() })
  .meta({ id: 'JobProgress' });
export type JobProgress = z.infer<typeof JobProgress>;

export const NO_PROGRESS: JobProgress = { done: 0, total: null, note: null };

/** `code` is one of the API's error codes, or `worker_lost` where its worker died again and again. */
export const JobError = z.object({ code: z.string(), message: z.string() });
export type JobError = z.infer<typeof JobError>;

/** A file that a job made. `url` needs no other token, and is good until `expiresAt`; the job gives a new one then. */
export const JobFile = z.object({
  name: z.string(),
  contentType: z.string(),
  bytes: z.int(),
  /** A path on this server. */
  url: z.string(),
  expiresAt: Timestamp,
});
export type JobFile = z.infer<typeof JobFile>;

export const Job = z
  .object({
    id: Id,
    kind: JobKindName,
    state: JobState,
    input: z.record(z.string(), z.unknown()),
    progress: JobProgress,
    /** Of a job that succeeded; its form depends on the kind. */
    result: z.record(z.string(), z.unknown()).nullable(),
    file: JobFile.nullable(),
    error: JobError.nullable(),
    /** Null for the server's own. */
    ownerId: Id.nullable(),
    /** 1, and one more with each retry. */
    attempt: z.int(),
    /** Grows with every change: of two states of a job, the greater is the newer. */
    rev: z.int(),
    createdAt: Timestamp,
    startedAt: Timestamp.nullable(),
    finishedAt: Timestamp.nullable(),
    cancelRequestedAt: Timestamp.nullable(),
  })
  .meta({ id: 'Job' });
export type Job = z.infer<typeof Job>;

export const JobPage = pageOf(Job).meta({ id: 'JobPage' });
export type JobPage = z.infer<typeof JobPage>;

export const DownloadQuery = z.strictObject({ token: z.string().max(2000, 'must be at most 2000 characters') });
export type DownloadQuery = z.infer<typeof DownloadQuery>;

export const isFinal = (state: JobState) => state === 'succeeded' || state === 'failed' || state === 'cancelled';
