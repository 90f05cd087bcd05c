import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sum } from './counts.js';
import { bucketName, percentilesOf } from './latency.js';

const BOUNDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, Infinity];
const seconds = fc.array(fc.double({ min: 0.0001, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 200 });

/** As a histogram with these bounds counts the values. */
const counted = (values: number[], bounds = BOUNDS) => {
  const buckets = bounds.map((to, i) => {
    const from = bounds[i - 1] ?? 0;
    return [bucketName(from, to), values.filter((value) => value > from && value <= to).length] as const;
  });
  return Object.fromEntries(buckets.filter(([, count]) => count > 0));
};
const bucketOf = (value: number, bounds = BOUNDS) => bounds.findIndex((bound) => value <= bound);

describe('percentiles', () => {
  it('lie in the bucket of the value that they stand for', () => {
    fc.assert(
      fc.property(seconds, (values) => {
        const sorted = values.toSorted((a, b) => a - b);
        const found = percentilesOf(counted(values));
        for (const [share, estimate] of [
          [0.5, found?.p50],
          [0.95, found?.p95],
          [0.99, found?.p99],
        ] as const) {
          const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
          const bucket = bucketOf(exact);
          // Estimates are rounded to hundredths of a millisecond.
          expect(estimate).toBeGreaterThanOrEqual((BOUNDS[bucket - 1] ?? 0) * 1000 - 0.01);
          expect(estimate).toBeLessThanOrEqual((BOUNDS[bucket] ?? 0) * 1000 + 0.01);
        }
      }),
    );
  });

  it('of several instances are those of all their values', () => {
    fc.assert(
      fc.property(fc.array(seconds, { maxLength: 5 }), (instances) => {
        const merged = percentilesOf(sum(instances.map((values) => counted(values))));
        expect(merged).toEqual(instances.length === 0 ? null : percentilesOf(counted(instances.flat())));
      }),
    );
  });

  it('rise, also where an instance has other bounds', () => {
    fc.assert(
      fc.property(seconds, seconds, (some, others) => {
        const found = percentilesOf(sum([counted(some), counted(others, [0.002, 0.2, Infinity])]));
        expect(found?.p50).toBeLessThanOrEqual((found?.p95 ?? 0) + 0.01);
        expect(found?.p95).toBeLessThanOrEqual((found?.p99 ?? 0) + 0.01);
      }),
    );
  });

  it('are of nothing where nothing was measured', () => {
    expect(percentilesOf({})).toBeNull();
  });

  it('say no more than the last bound of what is beyond it', () => {
    expect(percentilesOf({ [bucketName(1, Infinity)]: 3 })).toEqual({ p50: 1000, p95: 1000, p99: 1000 });
  });
});
