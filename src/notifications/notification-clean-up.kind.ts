import { z } from 'zod';
import { defineJobKind } from '../core/jobs/job-kind.js';

/** Removes what is old in inboxes and was read. `decisions`: those to tell nothing. */
export const notificationCleanUp = defineJobKind(
  'notification-clean-up',
  z.object({}),
  z.object({ notifications: z.int(), decisions: z.int() }),
  {
    schedule: { pattern: '15 3 * * *', enabled: true },
  },
);
