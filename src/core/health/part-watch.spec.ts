import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PartWatch } from './part-watch.js';

const WITHIN_MS = 100;
const FRESH_MS = 1000;

/** A part that answers when the test says so. */
function part(freshMs = FRESH_MS) {
  const checks: PromiseWithResolvers<void>[] = [];
  const watch = new PartWatch({
    withinMs: WITHIN_MS,
    freshMs,
    check: () => {
      const check = Promise.withResolvers<void>();
      checks.push(check);
      return check.promise;
    },
  });
  return { checks, watch };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a part', () => {
  it('is asked once for all who ask at the same time, and for those who come soon after', async () => {
    const { checks, watch } = part();
    const asked = [watch.ask(), watch.ask()];
    checks[0]?.resolve();
    await Promise.all(asked);
    vi.advanceTimersByTime(FRESH_MS - 1);
    await watch.ask();
    expect(checks).toHaveLength(1);
    vi.advanceTimersByTime(1);
    void watch.ask();
    expect(checks).toHaveLength(2);
  });

  it('is away for those who come soon after too', async () => {
    const { checks, watch } = part();
    const asked = watch.ask();
    checks[0]?.reject(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
    await expect(watch.ask()).rejects.toThrow('gone');
    expect(checks).toHaveLength(1);
  });

  it('that hangs is asked no second time before it answers, and is away meanwhile', async () => {
    const { checks, watch } = part();
    await Promise.all([
      expect(watch.ask()).rejects.toThrow(`no answer within ${WITHIN_MS} ms`),
      // One more for what came in meanwhile.
      vi.advanceTimersByTimeAsync(WITHIN_MS + 1),
    ]);
    await vi.advanceTimersByTimeAsync(10 * FRESH_MS);
    await expect(watch.ask()).rejects.toThrow(`no answer within ${WITHIN_MS} ms`);
    expect(checks).toHaveLength(1);
    checks[0]?.resolve();
    await vi.advanceTimersByTimeAsync(0);
    const again = watch.ask();
    expect(checks).toHaveLength(2);
    checks[1]?.resolve();
    await again;
  });

  it('that costs nothing to ask is asked each time', async () => {
    const { checks, watch } = part(0);
    for (const n of [0, 1]) {
      const asked = watch.ask();
      checks[n]?.resolve();
      await asked;
    }
    expect(checks).toHaveLength(2);
  });
});
