import { z } from 'zod';
import { Id } from '../contract/ids.js';
import { defineTopic } from '../core/broadcast/topic.js';

/** A job's row changed; its `rev` says how far. */
export const jobChanged = defineTopic('job.changed', z.object({ jobId: Id, ownerId: Id.nullable(), rev: z.int() }));
