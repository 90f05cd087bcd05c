import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { givesUp, retryDelay } from './mail-backoff.js';

const BASE = 30_000;
const HOUR = 3_600_000;

describe('the delay before the next attempt', () => {
  it.each([
    [1, 30_000],
    [2, 60_000],
    [3, 120_000],
    [7, 1_920_000],
    [8, HOUR],
    [60, HOUR],
    [5000, HOUR],
  ])('after attempt %i is at most %i ms, and at least half of that', (attempts, whole) => {
    expect(retryDelay(attempts, BASE, () => 0)).toBe(whole / 2);
    expect(retryDelay(attempts, BASE, () => 0.999_999_999)).toBe(whole);
  });

  it('is a whole number within its bounds, whatever comes', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: HOUR }), (attempts, base) => {
        const delay = retryDelay(attempts, base);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(HOUR);
      }),
    );
  });

  it('scatters what failed together', () => {
    const delays = new Set(Array.from({ length: 100 }, () => retryDelay(6, BASE)));
    expect(delays.size).toBeGreaterThan(50);
  });
});

describe('giving up', () => {
  const at = Date.parse('2026-01-02T00:00:00Z');
  const ago = (ms: number) => new Date(at - ms);

  it.each([
    ['a young mail', { attempts: 1, createdAt: ago(1000) }, 30_000, false],
    ['one whose next attempt is just within a day', { attempts: 30, createdAt: ago(23 * HOUR) }, HOUR, false],
    ['one whose next attempt is after a day', { attempts: 30, createdAt: ago(23 * HOUR + 1) }, HOUR, true],
    ['one that was tried too often', { attempts: 60, createdAt: ago(1000) }, 1000, true],
  ])('%s: %o', (_, mail, delay, answer) => {
    expect(givesUp(mail, delay, at)).toBe(answer);
  });

  it('leaves a mail a day at the default pace', () => {
    let [now, attempts] = [0, 1];
    while (
      !givesUp(
        { attempts, createdAt: new Date(0) },
        retryDelay(attempts, BASE, () => 0),
        now,
      )
    ) {
      now += retryDelay(attempts++, BASE, () => 0);
    }
    expect(now).toBeGreaterThan(22 * HOUR);
  });
});
