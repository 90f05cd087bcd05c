import { WorkerHost } from '@nestjs/bullmq';
import { type Job, UnrecoverableError } from 'bullmq';
import type { JobData, JobName, QueueDefinition } from './queue-definition.js';

/** A killed worker's jobs are taken up again this soon; BullMQ's own default is 30 s. */
export const workerOptions = { lockDuration: 5000, stalledInterval: 5000, maxStalledCount: 2 };

export type JobHandlers<Q extends QueueDefinition> = {
  [N in JobName<Q>]: (data: JobData<Q, N>, job: Job) => Promise<unknown>;
};

/** Routes each job to its handler with a checked payload. BullMQ delivers at least once: a handler may run twice. */
export abstract class QueueProcessor<Q extends QueueDefinition> extends WorkerHost {
  protected abstract readonly queue: Q;
  /** One handler for each job of the queue; a missing one does not compile. */
  protected abstract readonly handlers: JobHandlers<Q>;

  async process(job: Job): Promise<unknown> {
    const name = job.name as JobName<Q>;
    const payload = this.queue.jobs[name]?.safeParse(job.data);
    // A payload that does not parse now will not parse on a retry either.
    if (!payload?.success) throw new UnrecoverableError(`${job.name}: bad payload ${payload?.error.message ?? ''}`);
    return this.handlers[name](payload.data as JobData<Q, JobName<Q>>, job);
  }
}
