import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { Sample } from '../core/observability/instruments.js';
import { Metrics } from '../core/observability/metrics.js';
import { MainRedis } from '../core/redis/redis-roles.js';
import { OperatedQueues } from './operated-queues.js';

const STATES = ['waiting', 'active', 'delayed', 'prioritized', 'failed', 'completed'] as const;

/** How full the queues are, and how late: the same from every web instance. */
@Injectable()
export class QueueGauges {
  constructor(
    private readonly queues: OperatedQueues,
    private readonly redis: MainRedis,
    metrics: Metrics,
  ) {
    metrics.gauge({
      name: 'tertulia_queue_jobs',
      help: 'Jobs in a queue by state',
      labels: ['queue', 'state'],
      observe: () => this.counts(),
    });
    metrics.gauge({
      name: 'tertulia_queue_oldest_waiting_seconds',
      help: 'For how long the job that is next has been due; 0 where none waits',
      labels: ['queue'],
      observe: () => this.ages(),
    });
  }

  private async counts(): Promise<Sample<'queue' | 'state'>[]> {
    const samples = await Promise.all(
      this.queues.all.map(async (queue) => {
        const counts = await queue.getJobCounts(...STATES);
        return STATES.map((state) => ({ labels: { queue: queue.name, state }, value: counts[state] ?? 0 }));
      }),
    );
    return samples.flat();
  }

  private ages(): Promise<Sample<'queue'>[]> {
    return Promise.all(
      this.queues.all.map(async (queue) => ({ labels: { queue: queue.name }, value: await this.ageOf(queue) })),
    );
  }

  /** New jobs come in on the left of the list, and are taken on the right. */
  private async ageOf(queue: Queue): Promise<number> {
    const id = await this.redis.lindex(queue.toKey('wait'), -1);
    const job = id === null ? undefined : await queue.getJob(id);
    if (!job) return 0;
    // A job that was tried before is due since then, not since it was made.
    const dueAt = Math.max(job.timestamp + (job.opts.delay ?? 0), job.processedOn ?? 0);
    return Math.max(0, (Date.now() - dueAt) / 1000);
  }
}
