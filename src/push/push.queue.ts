import { z } from 'zod';
import { defineQueue } from '../core/queue/queue-definition.js';

export const pushQueue = defineQueue('push', {
  /** Remove the subscriptions of ended sessions. */
  cleanup: z.object({}),
});
