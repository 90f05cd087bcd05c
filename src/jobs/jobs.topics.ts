import { z } from 'zod';
import { Id } from '../contract/ids.js';
import { defineTopic } from '../core/broadcast/topic.js';

/** A job's row changed; its `rev` says how far. */
export const jobChanged = defineTopic('job.changed', z.object({ jobId: Id, ownerId: Id.nullable(), rev: z.int() }));

/** A schedule was switched or got another pattern: the workers bring it to BullMQ. */
export const scheduleChanged = defineTopic('schedule.changed', z.object({ name: z.string() }));
