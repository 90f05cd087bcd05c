import { expect, it } from 'vitest';
import type { Job } from '../../../src/contract/jobs.js';
import { shareDone, withNewer } from './newer-jobs.js';

const job = (id: string, rev: number, more: Partial<Job> = {}): Job => ({
  id,
  rev,
  kind: 'user-import',
  state: 'running',
  input: {},
  progress: { done: 0, total: null, note: null },
  result: null,
  file: null,
  error: null,
  ownerId: null,
  attempt: 1,
  createdAt: `2026-01-01T00:00:0${rev}.000Z`,
  startedAt: null,
  finishedAt: null,
  cancelRequestedAt: null,
  ...more,
});

it('shows of each job the newest state, and new jobs first', () => {
  const heard = new Map([job('a', 5), job('b', 1), job('c', 2), job('d', 3)].map((each) => [each.id, each]));
  const shown = withNewer([job('a', 4), job('b', 2)], heard);
  expect(shown.map(({ id, rev }) => [id, rev])).toEqual([
    ['d', 3],
    ['c', 2],
    ['a', 5],
    ['b', 2],
  ]);
});

it('a share is known where the whole is', () => {
  expect(shareDone(job('a', 1, { progress: { done: 5, total: 20, note: null } }))).toBe(25);
  expect(shareDone(job('a', 1))).toBeNull();
  expect(shareDone(job('a', 1, { state: 'succeeded' }))).toBe(100);
});
