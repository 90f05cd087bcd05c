import { Injectable } from '@nestjs/common';
import { Metrics } from '../observability/metrics.js';

/** From a few milliseconds to the minutes of an export. */
const SECONDS = [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300];

/** What the jobs of this process took, and how they ended. */
@Injectable()
export class QueueMetrics {
  private readonly durations;
  private readonly retries;
  private readonly failures;
  private readonly stalls;

  constructor(metrics: Metrics) {
    this.durations = metrics.histogram({
      name: 'tertulia_queue_job_duration_seconds',
      help: 'Time that one attempt at a job took',
      labels: ['queue', 'job', 'outcome'],
      buckets: SECONDS,
    });
    this.retries = metrics.counter({
      name: 'tertulia_queue_retries_total',
      help: 'Attempts that failed and are followed by another',
      labels: ['queue', 'job'],
    });
    this.failures = metrics.counter({
      name: 'tertulia_queue_failures_total',
      help: 'Jobs that failed for good',
      labels: ['queue', 'job'],
    });
    this.stalls = metrics.counter({
      name: 'tertulia_queue_stalls_total',
      help: 'Jobs whose worker died or hung, found by this process',
      labels: ['queue'],
    });
  }

  /** A first failure is an increase too: its series must have been there before, at 0. */
  expect(queue: string, jobs: string[]): void {
    this.stalls.inc({ queue }, 0);
    for (const job of jobs) for (const counter of [this.retries, this.failures]) counter.inc({ queue, job }, 0);
  }

  async timed<T>(queue: string, job: string, work: () => Promise<T>): Promise<T> {
    const end = this.durations.startTimer({ queue, job });
    try {
      const result = await work();
      end({ outcome: 'completed' });
      return result;
    } catch (error) {
      end({ outcome: 'failed' });
      throw error;
    }
  }

  failed(queue: string, job: string, forGood: boolean): void {
    (forGood ? this.failures : this.retries).inc({ queue, job });
  }

  stalled(queue: string): void {
    this.stalls.inc({ queue });
  }
}
