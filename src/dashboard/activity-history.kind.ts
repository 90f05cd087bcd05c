import { z } from 'zod';
import { defineJobKind } from '../core/jobs/job-kind.js';

/** Rolls the minutes of the activity history up to hours, and removes what is old of it and of the system's log. */
export const activityHistory = defineJobKind(
  'activity-history',
  z.object({}),
  z.object({ hours: z.int(), removed: z.int() }),
  {
    schedule: { pattern: '5 * * * *', enabled: true },
  },
);
