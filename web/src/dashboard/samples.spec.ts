import { expect, it } from 'vitest';
import { KEPT_MS, type Sample, thinned, withSample } from './samples.js';

const sample = (at: number): Sample => ({
  at,
  accepted: 1,
  delivered: 1,
  p50: 1,
  p95: 1,
  p99: 1,
  sockets: 1,
  streams: 1,
});
const all = (...times: number[]) => times.reduce<readonly Sample[]>((kept, at) => withSample(kept, sample(at)), []);

it('keeps the last minutes, each moment once', () => {
  const samples = all(1_000, 2_000, 2_000, 3_000);
  expect(samples.map(({ at }) => at)).toEqual([1_000, 2_000, 3_000]);
  expect(all(1_000, 2_000, KEPT_MS + 1_500).map(({ at }) => at)).not.toContain(1_000);
});

it('shows a gap where nothing was heard', () => {
  expect(all(1_000, 20_000).map(({ at, sockets }) => [at, sockets])).toEqual([
    [1_000, 1],
    [1_001, null],
    [20_000, 1],
  ]);
});

it('tables show one of each step, the newest first', () => {
  expect(thinned(all(1_000, 2_000, 9_000, 11_000), 10_000).map(({ at }) => at)).toEqual([11_000, 9_000]);
});
