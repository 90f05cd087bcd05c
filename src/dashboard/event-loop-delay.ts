import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

const RESOLUTION_MS = 20;
const NANOSECONDS = 1e6;
/** How often the values of a time are let go. */
const SPAN_MS = 1000;

interface Delay {
  p50: number;
  p99: number;
  max: number;
}

/** By how many milliseconds the event loop was late within the last second or two. */
@Injectable()
export class EventLoopDelay implements OnApplicationShutdown {
  private readonly histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private past: Delay = { p50: 0, p99: 0, max: 0 };
  private since = performance.now();

  constructor() {
    this.histogram.enable();
  }

  onApplicationShutdown(): void {
    this.histogram.disable();
  }

  /** The worse of the span that is under way and the one before it: a peak is not gone by the next look. */
  read(): Delay {
    const now = this.present();
    const { past } = this;
    if (performance.now() - this.since >= SPAN_MS) {
      this.past = now;
      this.since = performance.now();
      this.histogram.reset();
    }
    return { p50: now.p50, p99: Math.max(now.p99, past.p99), max: Math.max(now.max, past.max) };
  }

  private present(): Delay {
    if (this.histogram.count === 0) return { p50: 0, p99: 0, max: 0 };
    const [p50, p99, max] = [this.histogram.percentile(50), this.histogram.percentile(99), this.histogram.max];
    return { p50: late(p50), p99: late(p99), max: late(max) };
  }
}

/** The histogram has the whole time between two looks: what is beyond its resolution is the delay. */
const late = (nanoseconds: number): number =>
  Math.max(0, Math.round((nanoseconds / NANOSECONDS - RESOLUTION_MS) * 100) / 100);
