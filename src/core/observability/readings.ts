import type { Counts, Labels, Sample, Spreads } from './instruments.js';

/** How many values are above `from` and not above `to`, which is `Infinity` in the last. */
export interface Bucket {
  labels: Labels<string>;
  from: number;
  to: number;
  count: number;
}

export const samplesOf = (counts: Counts<string>): Sample<string>[] =>
  counts.all().map(({ labels, instrument: { value } }) => ({ labels, value }));

export const bucketsOf = (spreads: Spreads<string>): Bucket[] =>
  spreads
    .all()
    .flatMap(({ labels, instrument: { bounds, counts } }) =>
      [...counts].map((count, i) => ({ labels, from: bounds[i - 1] ?? 0, to: bounds[i] ?? Infinity, count })),
    );
