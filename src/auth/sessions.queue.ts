import { z } from 'zod';
import { defineQueue } from '../core/queue/queue-definition.js';

export const sessionsQueue = defineQueue('sessions', {
  /** Remove sessions that ended long ago, and mailed tokens that are good for nothing any more. */
  cleanup: z.object({ endedDaysAgo: z.int().min(0) }),
});
