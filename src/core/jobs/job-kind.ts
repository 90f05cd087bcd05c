import type { z } from 'zod';
import type { JobKindName } from '../../contract/jobs.js';

/** One kind of tracked job: what it takes and what it results in. Declared by the feature whose data it works on. */
export interface JobKind<I extends z.ZodObject = z.ZodObject, R extends z.ZodObject = z.ZodObject> {
  name: JobKindName;
  input: I;
  result: R;
  /** When it begins by itself, as a cron pattern in UTC, until administrators say otherwise. Its input is empty then. */
  schedule?: { pattern: string; enabled: boolean };
}
export type JobInput<K extends JobKind> = z.output<K['input']>;
export type JobResult<K extends JobKind> = z.input<K['result']>;

export const defineJobKind = <I extends z.ZodObject, R extends z.ZodObject>(
  name: JobKindName,
  input: I,
  result: R,
  options: Pick<JobKind, 'schedule'> = {},
): JobKind<I, R> => ({ name, input, result, ...options });
