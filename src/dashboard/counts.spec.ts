import fc from 'fast-check';
import { expect, it } from 'vitest';
import { difference, highest, sum, total, under } from './counts.js';

const counts = fc.dictionary(fc.constantFrom('accepted', 'error/forbidden', 'error/internal'), fc.nat(1000));

it('subtracts what was added', () => {
  fc.assert(
    fc.property(counts, counts, (before, added) => {
      const nonZero = Object.fromEntries(Object.entries(added).filter(([, value]) => value > 0));
      expect(difference(sum([before, added]), before)).toEqual(nonZero);
    }),
  );
});

it('never counts backwards, whatever came before', () => {
  fc.assert(
    fc.property(counts, counts, (now, before) => {
      expect(Object.values(difference(now, before)).every((value) => value > 0)).toBe(true);
    }),
  );
});

it('adds up in any order, and takes the highest of each', () => {
  fc.assert(
    fc.property(fc.array(counts), (all) => {
      expect(sum(all)).toEqual(sum(all.toReversed()));
      for (const [name, value] of Object.entries(highest(all))) {
        expect(value).toBe(Math.max(...all.map((one) => one[name] ?? 0)));
      }
    }),
  );
});

it('finds a group by the beginning of its names', () => {
  const all = { accepted: 5, 'error/forbidden': 1, 'error/internal': 2, 'errors/x': 4 };
  expect(under(all, 'error')).toEqual({ forbidden: 1, internal: 2 });
  expect(total(under(all, 'error'))).toBe(3);
});
