import type { Job, JobFile } from '../contract/jobs.js';
import type { JobEntity } from './job.entity.js';

/** The row as the rest of the system, and every client, sees it. Entities stay in this folder. */
export const toJob = (row: JobEntity, file: JobFile | null): Job => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  input: { ...row.input },
  progress: row.progress,
  result: row.result && { ...row.result },
  file,
  error: row.error,
  ownerId: row.ownerId,
  attempt: row.attempt,
  rev: row.rev,
  createdAt: row.createdAt.toISOString(),
  startedAt: row.startedAt?.toISOString() ?? null,
  finishedAt: row.finishedAt?.toISOString() ?? null,
  cancelRequestedAt: row.cancelRequestedAt?.toISOString() ?? null,
});
