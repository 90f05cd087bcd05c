import { expect, it, vi } from 'vitest';
import { firstIdAt, newId } from './ids.js';

it('ids of one process sort by the order of their making, those of one millisecond too', () => {
  const ids = Array.from({ length: 20_000 }, newId);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

it('an id follows the clock where that is set back, and is no smaller than the first of its time', () => {
  vi.useFakeTimers({ now: new Date('2026-03-01T12:00:00Z') });
  const before = newId();
  vi.setSystemTime(new Date('2026-03-01T11:00:00Z'));
  const after = newId();
  vi.useRealTimers();
  expect(after < before).toBe(true);
  expect([
    after >= firstIdAt(new Date('2026-03-01T11:00:00Z')),
    after < firstIdAt(new Date('2026-03-01T11:00:00.001Z')),
  ]).toEqual([true, true]);
});
