import { z } from 'zod';
import { defineJobKind } from '../core/jobs/job-kind.js';

/** Counts the messages of the days that are over. `days`: of each channel, those with messages. */
export const statistics = defineJobKind(
  'statistics',
  z.object({}),
  z.object({ channels: z.int(), days: z.int(), messages: z.int() }),
  {
    schedule: { pattern: '30 0 * * *', enabled: true },
  },
);
