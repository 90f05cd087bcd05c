import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SampleWindow } from './sample-window.js';

const START = 1_000_000;
const counted = (accepted: number) => ({ accepted });

/** An instance that counted so many in each half second, and told of it each time. */
function windowOf(steps: number[], startedAt = START): SampleWindow {
  const window = new SampleWindow(startedAt);
  let all = 0;
  steps.forEach((step, i) => {
    all += step;
    window.add({ at: startedAt + (i + 1) * 500, counts: counted(all) });
  });
  return window;
}

describe('a window of samples', () => {
  it('has all that was counted since the start of an instance that is young', () => {
    expect(windowOf([1, 2, 3]).since(START + 1500, 60_000)).toEqual(counted(6));
  });

  it('has what was counted in the span alone, to the second', () => {
    const window = windowOf(Array.from({ length: 240 }, () => 1));
    expect(Math.abs((window.since(START + 120_000, 60_000)['accepted'] ?? 0) - 120)).toBeLessThanOrEqual(2);
    expect(window.since(START + 180_000, 60_000)).toEqual({});
  });

  it('counts nothing twice and leaves nothing out, wherever spans meet', () => {
    const steps = fc.array(fc.nat(5), { minLength: 1, maxLength: 240 });
    const cuts = fc.array(fc.nat(130_000), { maxLength: 5 });
    fc.assert(
      fc.property(steps, cuts, (made, at) => {
        const window = windowOf(made);
        const times = [START, ...at.toSorted((a, b) => a - b).map((time) => START + time), START + 130_000];
        const parts = times.slice(1).map((to, i) => window.between(times[i] ?? START, to)['accepted'] ?? 0);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(made.reduce((a, b) => a + b, 0));
      }),
    );
  });

  it('is never negative, and begins at what it heard first where it does not know more', () => {
    const window = new SampleWindow(START);
    window.add({ at: START + 300_000, counts: counted(1000) });
    window.add({ at: START + 301_000, counts: counted(1007) });
    expect(window.since(START + 301_000, 60_000)).toEqual(counted(7));
  });

  it('takes what came before, and then knows the whole span', () => {
    const whole = windowOf(Array.from({ length: 240 }, () => 1));
    const late = new SampleWindow(START);
    late.add({ at: START + 120_500, counts: counted(241) });
    late.prepend(whole.all);
    expect(late.since(START + 120_500, 60_000)).toEqual(
      windowOf(Array.from({ length: 241 }, () => 1)).since(START + 120_500, 60_000),
    );
  });

  it('keeps no more than some minutes, whatever it is told', () => {
    const window = windowOf(Array.from({ length: 5000 }, () => 1));
    expect(window.all.length).toBeLessThan(160);
  });

  it('follows a clock that is set back, and counts nothing twice', () => {
    const window = windowOf(Array.from({ length: 60 }, () => 1));
    window.add({ at: START + 10_100, counts: counted(61) });
    expect(window.since(START + 10_100, 60_000)).toEqual(counted(61));
    const far = new SampleWindow(START - 600_000);
    far.add({ at: START + 3_600_000, counts: counted(4) });
    far.add({ at: START, counts: counted(6) });
    expect(far.since(START, 60_000)).toEqual(counted(2));
  });
});
