import { z } from 'zod';
import { RowError } from '../contract/imports.js';
import { defineJobKind } from '../core/jobs/job-kind.js';

/** Accounts from a CSV file. `errors` has the first of the rows that were left out, `failed` the number of them all. */
export const userImport = defineJobKind(
  'user-import',
  z.object({}),
  z.object({ created: z.int(), failed: z.int(), errors: z.array(RowError) }),
);

/** Where the file waits for its job. */
export const inputOf = (jobId: string) => `jobs/${jobId}/input.csv`;
