import type { Latency } from './plan.js';

/** Collects durations and gives their percentiles. */
export class Latencies {
  private samples = new Float64Array(4096);
  private count = 0;

  add(micros: number): void {
    if (this.count === this.samples.length) {
      const larger = new Float64Array(this.samples.length * 2);
      larger.set(this.samples);
      this.samples = larger;
    }
    this.samples[this.count++] = micros;
  }

  summarize(): Latency {
    const sorted = this.samples.subarray(0, this.count).toSorted();
    const at = (share: number): number =>
      (sorted[Math.min(this.count - 1, Math.floor(share * this.count))] ?? 0) / 1_000;
    return { p50: at(0.5), p99: at(0.99), worst: at(1), samples: this.count };
  }
}
