import { z } from 'zod';
import { defineJobKind } from '../core/jobs/job-kind.js';

/** How many messages were sent on which day, in which channel and by whom. */
export const activityReport = defineJobKind(
  'activity-report',
  z.object({ from: z.string(), to: z.string(), format: z.enum(['csv', 'html']) }),
  z.object({ messages: z.int(), channels: z.int(), users: z.int() }),
);
