import { Processor } from '@nestjs/bullmq';
import { type JobHandlers, QueueProcessor, workerOptions } from '../core/queue/queue.processor.js';
import { JobRunner } from './job-runner.js';
import { jobsQueue } from './jobs.queue.js';

/** Long jobs leave room for a short one. */
const CONCURRENCY = 2;

@Processor(jobsQueue.name, { ...workerOptions, concurrency: CONCURRENCY })
export class JobsProcessor extends QueueProcessor<typeof jobsQueue> {
  protected readonly queue = jobsQueue;
  protected readonly handlers: JobHandlers<typeof jobsQueue> = {
    run: ({ jobId, attempt }) => this.runner.run(jobId, attempt),
  };

  constructor(private readonly runner: JobRunner) {
    super();
  }
}
