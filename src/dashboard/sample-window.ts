import { type Counts, difference } from './counts.js';
import type { Sample } from './dashboard.topics.js';

const SECOND_MS = 1000;
/** The minute before the present one can be told until it is recorded. */
const KEEP_MS = 150_000;
/** An instance tells of itself as soon as it has started. */
const FIRST_WITHIN_MS = 2000;
const NOTHING: Counts = {};

/**
 * What one instance had counted in each of the last seconds. Times are those of its own clock, so that every observer
 * puts the same counts into the same span; those who miss samples are wrong about the ends of spans alone.
 */
export class SampleWindow {
  private samples: Sample[] = [];

  /** `startedAt`: before it, the instance had counted nothing. */
  constructor(private readonly startedAt: number) {}

  get newest(): Sample | undefined {
    return this.samples.at(-1);
  }

  get all(): readonly Sample[] {
    return this.samples;
  }

  /** In the order in which they were told. One that is older than the one before it is from a clock that was set back. */
  add(sample: Sample): void {
    if (this.newest?.at === sample.at) return;
    this.setBack(sample.at);
    const last = this.newest;
    // One for each second is enough to subtract from.
    if (last && second(last.at) === second(sample.at)) this.samples[this.samples.length - 1] = sample;
    else this.samples.push(sample);
    const oldest = sample.at - KEEP_MS;
    if ((this.samples[0]?.at ?? oldest) < oldest) this.samples = this.samples.filter(({ at }) => at >= oldest);
  }

  /** What came before the samples that are known. */
  prepend(past: readonly Sample[]): void {
    const first = this.samples[0]?.at ?? Infinity;
    this.samples = [...past.filter(({ at }) => at < first), ...this.samples];
  }

  /** What was told by the clock as it was belongs to no other time, but is not counted a second time. */
  private setBack(to: number): void {
    const last = this.newest;
    if (!last || last.at < to) return;
    const before = this.samples.filter(({ at }) => at < to);
    this.samples = before.length > 0 ? before : [{ at: to - SECOND_MS, counts: last.counts }];
  }

  /** Of samples of times `from` (exclusive) to `to` (inclusive). */
  between(from: number, to: number): Counts {
    return difference(this.until(to) ?? NOTHING, this.until(from) ?? this.beginning(from));
  }

  /** Of the last `spanMs` before `now`, by the instance's own clock. */
  since(now: number, spanMs: number): Counts {
    return this.between(now - spanMs, now);
  }

  private until(time: number): Counts | undefined {
    return this.samples.findLast(({ at }) => at <= time)?.counts;
  }

  /** Where nothing as old is known: nothing if that is all there was, otherwise the oldest that is. */
  private beginning(time: number): Counts {
    const [first] = this.samples;
    const isAll = time <= this.startedAt || !first || first.at - this.startedAt < FIRST_WITHIN_MS;
    return isAll ? NOTHING : first.counts;
  }
}

const second = (at: number): number => Math.floor(at / SECOND_MS);
