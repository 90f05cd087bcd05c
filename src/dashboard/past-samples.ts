import type { Sample } from './dashboard.topics.js';

/** A whole number of them is a minute: what is recorded is known exactly, and other spans to some seconds. */
const STEP_MS = 5000;

/** Enough of the samples for who was not there: the first, the newest, and the last one of each step. */
export function thinned(samples: readonly Sample[]): Sample[] {
  return samples.filter(({ at }, i) => {
    const next = samples[i + 1];
    return i === 0 || !next || step(next.at) !== step(at);
  });
}

/** Of each but the first only what is not as in the one before it: little of what is counted changes in a moment. */
export const packed = (samples: readonly Sample[]): Sample[] =>
  samples.map(({ at, counts }, i) => {
    const before = samples[i - 1]?.counts ?? {};
    return { at, counts: Object.fromEntries(Object.entries(counts).filter(([name, value]) => before[name] !== value)) };
  });

/** The other way: counters only come to be, and never go. */
export function unpacked(samples: readonly Sample[]): Sample[] {
  let counts: Sample['counts'] = {};
  return samples.map((sample) => {
    counts = { ...counts, ...sample.counts };
    return { at: sample.at, counts };
  });
}

/** How many values they are, which is most of what they take. */
export const sizeOf = (samples: readonly Sample[]): number =>
  samples.reduce((size, { counts }) => size + 1 + Object.keys(counts).length, 0);

const step = (at: number): number => Math.ceil(at / STEP_MS);
