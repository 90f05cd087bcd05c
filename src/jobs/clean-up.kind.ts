import { z } from 'zod';
import { defineJobKind } from '../core/jobs/job-kind.js';

/** Removes what is kept for a time only: ended sessions, spent tokens, and finished jobs with their files. */
export const cleanUp = defineJobKind(
  'clean-up',
  z.object({}),
  z.object({ sessions: z.int(), tokens: z.int(), jobs: z.int() }),
  {
    schedule: { pattern: '0 3 * * *', enabled: true },
  },
);
