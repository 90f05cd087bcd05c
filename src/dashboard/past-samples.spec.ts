import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sample } from './dashboard.topics.js';
import { packed, sizeOf, thinned, unpacked } from './past-samples.js';
import { SampleWindow } from './sample-window.js';

const MINUTE_MS = 60_000;
const START = 30 * MINUTE_MS;
const NAMES = ['accepted', 'error/forbidden', 'cache/hit'];

/** What an instance counts in each half second of some minutes. */
const steps = fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.nat(5)), { minLength: 1, maxLength: 300 });

function samplesOf(made: [string, number][]): Sample[] {
  const counts: Record<string, number> = {};
  return made.map(([name, added], i) => {
    counts[name] = (counts[name] ?? 0) + added;
    return { at: START + i * 500 + 250, counts: { ...counts } };
  });
}

const windowOf = (samples: readonly Sample[]): SampleWindow => {
  const window = new SampleWindow(START);
  window.prepend(samples);
  return window;
};

describe('samples of the past', () => {
  it('say the same of every minute when they are thinned', () => {
    fc.assert(
      fc.property(steps, (made) => {
        const samples = samplesOf(made);
        const [all, some] = [windowOf(samples), windowOf(thinned(samples))];
        for (let minute = START; minute < START + 3 * MINUTE_MS; minute += MINUTE_MS)
          expect(some.between(minute, minute + MINUTE_MS)).toEqual(all.between(minute, minute + MINUTE_MS));
      }),
    );
  });

  it('come through as they were', () => {
    fc.assert(
      fc.property(steps, (made) => {
        expect(unpacked(packed(samplesOf(made)))).toEqual(samplesOf(made));
      }),
    );
  });

  it('are a fraction of what was told each second', () => {
    const names = Array.from({ length: 80 }, (_, i) => `count/${i}`);
    const samples = Array.from({ length: 150 }, (_, i) => ({
      at: START + i * 1000,
      counts: Object.fromEntries(names.map((name, n) => [name, n < 10 ? i : 7])),
    }));
    expect(sizeOf(packed(thinned(samples)))).toBeLessThan(sizeOf(samples) / 20);
  });
});
