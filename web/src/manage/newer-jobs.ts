import type { Job } from '../../../src/contract/jobs.js';

/** Jobs as they were heard of last, those that were not listed first. */
export function withNewer(listed: readonly Job[], heard: ReadonlyMap<string, Job>): Job[] {
  const known = new Set(listed.map(({ id }) => id));
  const fresh = [...heard.values()].filter(({ id }) => !known.has(id));
  const byAge = fresh.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return [...byAge, ...listed.map((job) => newer(job, heard.get(job.id)))];
}

export const newer = (job: Job, heard: Job | undefined): Job => (heard && heard.rev > job.rev ? heard : job);

/** How much of it is done, of 100; null where nobody knows how much there is. */
export function shareDone({ state, progress: { done, total } }: Job): number | null {
  if (state === 'succeeded') return 100;
  return total === null || total === 0 ? null : Math.min(100, (100 * done) / total);
}
