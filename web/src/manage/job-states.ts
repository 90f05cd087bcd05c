import type { Job } from '../../../src/contract/jobs.js';

export type { Job } from '../../../src/contract/jobs.js';

export const isFinal = (state: Job['state']): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';
