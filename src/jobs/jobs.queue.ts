import { z } from 'zod';
import { Id } from '../contract/ids.js';
import { defineQueue } from '../core/queue/queue-definition.js';

export const jobsQueue = defineQueue('jobs', {
  /** Carry out an attempt of a job whose row waits for it. */
  run: z.object({ jobId: Id, attempt: z.int() }),
  /** Begin the job of a schedule whose moment has come. */
  scheduled: z.object({ schedule: z.string() }),
});

/** At most one of an attempt is in the queue; a next one of it may come once this one is gone. */
export const runOf = ({ id, attempt }: { id: string; attempt: number }) => ({
  name: 'run' as const,
  data: { jobId: id, attempt },
  options: { jobId: `${id}-${attempt}`, attempts: 1, removeOnComplete: true, removeOnFail: true },
});
