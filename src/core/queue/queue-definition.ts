import type { z } from 'zod';

/** A queue's name and the payload of each of its jobs, declared by the feature that owns it. Payloads carry ids, no secrets. */
export interface QueueDefinition<Jobs extends Record<string, z.ZodType> = Record<string, z.ZodType>> {
  name: string;
  jobs: Jobs;
}

export type JobName<Q extends QueueDefinition> = keyof Q['jobs'] & string;
export type JobData<Q extends QueueDefinition, N extends JobName<Q>> = z.output<Q['jobs'][N]>;

export const defineQueue = <Jobs extends Record<string, z.ZodType>>(
  name: string,
  jobs: Jobs,
): QueueDefinition<Jobs> => ({
  name,
  jobs,
});
