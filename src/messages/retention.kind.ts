import { z } from 'zod';
import { defineJobKind } from '../core/jobs/job-kind.js';

/** Deletes what is older than the server's rule, or a channel's own, allows. */
export const retention = defineJobKind('retention', z.object({}), z.object({ channels: z.int(), messages: z.int() }), {
  schedule: { pattern: '0 4 * * *', enabled: true },
});
