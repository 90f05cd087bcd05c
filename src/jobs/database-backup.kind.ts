import { z } from 'zod';
import { defineJobKind } from '../core/jobs/job-kind.js';

/** A copy of the whole database, as pg_restore takes it. Off until an operator has seen to its folder and its pg_dump. */
export const databaseBackup = defineJobKind(
  'database-backup',
  z.object({}),
  z.object({ file: z.string(), bytes: z.int(), removed: z.array(z.string()) }),
  { schedule: { pattern: '30 2 * * *', enabled: false } },
);
