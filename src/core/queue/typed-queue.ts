import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type JobsOptions, Queue } from 'bullmq';
import { tracing } from '../observability/tracing.js';
import type { MainRedis } from '../redis/redis-roles.js';
import type { JobData, JobName, QueueDefinition } from './queue-definition.js';

export interface NewJob<Q extends QueueDefinition, N extends JobName<Q> = JobName<Q>> {
  name: N;
  data: JobData<Q, N>;
  options?: JobsOptions;
}

/**
 * Adds jobs without waiting for a Redis that is away. What a job is for stands in PostgreSQL, where a sweep finds it:
 * so a job that could not be added is late, not lost.
 */
export class TypedQueue<Q extends QueueDefinition> implements OnApplicationShutdown {
  private readonly logger: Logger;
  private readonly queue: Queue;

  constructor(
    private readonly definition: Q,
    private readonly redis: MainRedis,
    options: { prefix: string; defaultJobOptions: JobsOptions },
  ) {
    const { name } = definition;
    this.logger = new Logger(`queue ${name}`);
    // The connection is the process's own, which fails fast: nothing is held in memory for a Redis that is away.
    this.queue = new Queue(name, {
      ...options,
      connection: redis,
      skipWaitingForReady: true,
      skipVersionCheck: true,
      skipMetasUpdate: true,
    });
    this.queue.on('error', () => undefined);
  }

  /** Answers whether Redis took it. Never rejects, never waits longer than a Redis command may. */
  add<N extends JobName<Q>>(name: N, data: JobData<Q, N>, options: JobsOptions = {}): Promise<boolean> {
    return this.addAll([{ name, data, options }]);
  }

  /** All or none, in one round trip. */
  async addAll(jobs: NewJob<Q>[]): Promise<boolean> {
    if (jobs.length === 0) return true;
    if (this.redis.status !== 'ready') return false;
    return tracing.recording ? this.addTraced(jobs) : this.tryAdd(jobs);
  }

  private addTraced(jobs: NewJob<Q>[]): Promise<boolean> {
    const { name } = this.definition;
    const attributes = {
      'messaging.system': 'bullmq',
      'messaging.destination.name': name,
      'messaging.operation.type': 'send',
      'messaging.batch.message_count': jobs.length,
    };
    return tracing.span(`send ${name}`, { kind: 'producer', attributes }, () => this.tryAdd(jobs, tracing.carrier()));
  }

  /** Where a trace goes along, it is in BullMQ's own place for it. */
  private async tryAdd(jobs: NewJob<Q>[], trace?: string): Promise<boolean> {
    const telemetry = trace === undefined ? {} : { telemetry: { metadata: trace } };
    try {
      await this.queue.addBulk(
        jobs.map(({ name, data, options = {} }) => ({ name, data, opts: { ...options, ...telemetry } })),
      );
      return true;
    } catch (error) {
      this.logger.warn({ err: error }, 'jobs were not added; the sweep will');
      return false;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue.close().catch(() => undefined);
  }
}
