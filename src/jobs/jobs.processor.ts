import { Processor } from '@nestjs/bullmq';
import { type JobHandlers, QueueProcessor, workerOptions } from '../core/queue/queue.processor.js';
import { JobRunner } from './job-runner.js';
import { jobsQueue } from './jobs.queue.js';
import { SchedulesService } from './schedules.service.js';

/** Long jobs leave room for a short one. */
const CONCURRENCY = 2;

@Processor(jobsQueue.name, { ...workerOptions, concurrency: CONCURRENCY })
export class JobsProcessor extends QueueProcessor<typeof jobsQueue> {
  protected readonly queue = jobsQueue;
  protected readonly handlers: JobHandlers<typeof jobsQueue> = {
    run: ({ jobId, attempt }) => this.runner.run(jobId, attempt),
    // The moment stays the same where BullMQ brings the job twice.
    scheduled: ({ schedule }, { opts, timestamp }) =>
      this.schedules.tick(schedule, new Date(opts.prevMillis ?? timestamp)),
  };

  constructor(
    private readonly runner: JobRunner,
    private readonly schedules: SchedulesService,
  ) {
    super();
  }
}
