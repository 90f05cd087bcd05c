import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { steadyNow } from './steady-clock.js';

const HOUR_MS = 3_600_000;

// Both clocks stand still, so that nothing lies between a look at one and at the other.
vi.spyOn(performance, 'now').mockReturnValue(5_000);
const clock = vi.spyOn(Date, 'now');
const machine = Date.now.bind(Date);
afterEach(() => clock.mockReset());
afterAll(() => vi.restoreAllMocks());

/** A machine whose clock is off by this much. */
const off = (ms: number) => clock.mockImplementation(() => performance.timeOrigin + performance.now() + ms);

it('does not go back for a correction, and is soon where the machine’s clock is', () => {
  off(0);
  const before = steadyNow();
  off(-800);
  expect(steadyNow()).toBeGreaterThanOrEqual(before);
  expect(steadyNow() - machine()).toBeLessThanOrEqual(1000);
});

it('does not stay in the future when the machine’s clock comes back from there', () => {
  off(HOUR_MS);
  expect(Math.abs(steadyNow() - machine())).toBeLessThanOrEqual(1);
  off(0);
  expect(Math.abs(steadyNow() - machine())).toBeLessThanOrEqual(1);
});
