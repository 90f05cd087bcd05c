import { z } from 'zod';
import { Id } from '../contract/ids.js';
import { JobKindName } from '../contract/jobs.js';
import { defineTopic } from '../core/broadcast/topic.js';

/** A job's row changed; its `rev` says how far. */
export const jobChanged = defineTopic('job.changed', z.object({ jobId: Id, ownerId: Id.nullable(), rev: z.int() }));

/** A schedule was switched or got another pattern: the workers bring it to BullMQ. */
export const scheduleChanged = defineTopic('schedule.changed', z.object({ name: z.string() }));

/** Work that somebody asked for is done, or was given up. */
export const jobFinished = defineTopic(
  'job.finished',
  z.object({
    jobId: Id,
    ownerId: Id,
    attempt: z.int(),
    kind: JobKindName,
    state: z.enum(['succeeded', 'failed']),
    error: z.string().nullable(),
  }),
);
