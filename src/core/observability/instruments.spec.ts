import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsText, spreadsText } from './exposition.js';
import { Counts, Spread, Spreads } from './instruments.js';

describe('counts', () => {
  it('are the same for the same labels, in whatever order these are given', () => {
    const counts = new Counts(['door', 'code']);
    counts.of({ door: 'rest', code: 'conflict' }).add();
    counts.of({ code: 'conflict', door: 'rest' }).add(2);
    counts.of({ door: 'socket', code: 'conflict' }).add();
    expect(counts.all().map(({ labels, instrument }) => [labels, instrument.value])).toEqual([
      [{ door: 'rest', code: 'conflict' }, 3],
      [{ door: 'socket', code: 'conflict' }, 1],
    ]);
    expect(counts.total).toBe(4);
  });

  it('are written as Prometheus reads them', () => {
    const counts = new Counts(['path']);
    counts.of({ path: 'a"b\\c\nd' }).add(5);
    expect(countsText({ name: 'tertulia_x_total', help: 'Two\nlines' }, counts)).toBe(
      '# HELP tertulia_x_total Two\\nlines\n# TYPE tertulia_x_total counter\ntertulia_x_total{path="a\\"b\\\\c\\nd"} 5',
    );
  });
});

describe('a spread', () => {
  it('holds each value once, at the first bound that is not below it', () => {
    const bounds = [0.1, 1, 10];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 20, noNaN: true }), fc.nat(5))), (observed) => {
        const spread = new Spread(bounds);
        for (const [value, times] of observed) spread.observe(value, times);
        const values = observed.flatMap(([value, times]) => Array.from({ length: times }, () => value));
        expect(spread.count).toBe(values.length);
        bounds.forEach((bound, place) => {
          const upTo = spread.counts.slice(0, place + 1).reduce((sum, here) => sum + here, 0);
          expect(upTo).toBe(values.filter((value) => value <= bound).length);
        });
      }),
    );
  });

  it('is written as a histogram whose buckets include those before', () => {
    const spreads = new Spreads(['door'], [0.5, 1]);
    const spread = spreads.of({ door: 'rest' });
    spread.observe(0.5);
    spread.observe(0.75, 2);
    spread.observe(3);
    expect(spreadsText({ name: 'tertulia_x_seconds', help: 'Time' }, spreads).split('\n').slice(2)).toEqual([
      'tertulia_x_seconds_bucket{door="rest",le="0.5"} 1',
      'tertulia_x_seconds_bucket{door="rest",le="1"} 3',
      'tertulia_x_seconds_bucket{door="rest",le="+Inf"} 4',
      'tertulia_x_seconds_sum{door="rest"} 5',
      'tertulia_x_seconds_count{door="rest"} 4',
    ]);
  });
});
