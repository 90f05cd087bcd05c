import { expect, it } from 'vitest';
import { MAX_REASON } from '../contract/admin.js';
import { newestFirst, reasonOf } from './failed-jobs.js';

it('a reason is what failures of one kind have in common', () => {
  const one = 'channel 01890000-0000-7000-8000-000000000001 is gone after 12 ms\n    at somewhere (file.ts:1:2)';
  const other = 'channel 01890000-0000-7000-8000-0000000000FF is gone after 3456 ms\n    at elsewhere';
  expect(reasonOf(one)).toBe('channel … is gone after … ms');
  expect(reasonOf(other)).toBe(reasonOf(one));
  expect(reasonOf('channel 1 is archived')).not.toBe(reasonOf(one));
});

it('a reason is never empty, never long, and always text', () => {
  expect(reasonOf('')).toBe('(no reason)');
  expect(reasonOf(' \n what follows')).toBe('(no reason)');
  expect(reasonOf('x'.repeat(5000))).toHaveLength(MAX_REASON);
  expect(reasonOf('😀'.repeat(500)).isWellFormed()).toBe(true);
  expect(reasonOf(`x${'😀'.repeat(500)}`).isWellFormed()).toBe(true);
});

const job = (failedAt: number, queue: string, id: string) => ({ failedAt, queue, id, reason: '' });

it('the order of failed jobs is total', () => {
  const sorted = [job(2, 'b', '1'), job(1, 'a', '1'), job(1, 'a', '2'), job(1, 'b', '1')];
  expect(sorted.toReversed().toSorted(newestFirst)).toEqual(sorted);
  expect(newestFirst(job(1, 'a', '1'), job(1, 'a', '1'))).toBe(0);
});
