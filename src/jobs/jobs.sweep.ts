import { Injectable } from '@nestjs/common';
import { InjectTypedQueue } from '../core/queue/queue.module.js';
import { Sweep } from '../core/queue/sweep.js';
import type { TypedQueue } from '../core/queue/typed-queue.js';
import { jobsQueue, runOf } from './jobs.queue.js';
import { JobsRepository } from './jobs.repository.js';

const INTERVAL_MS = 2000;
/** Nobody has said anything of such a job for this long: its place in the queue, or its worker, may be lost. */
const SILENT_SECONDS = 5;
const BATCH = 500;

/** Puts into the queue what waits without being there: Redis was away or emptied, or a worker died. Several may run. */
@Injectable()
export class JobsSweep extends Sweep {
  constructor(
    private readonly jobs: JobsRepository,
    @InjectTypedQueue(jobsQueue) private readonly queue: TypedQueue<typeof jobsQueue>,
  ) {
    super(INTERVAL_MS);
  }

  protected async sweep(): Promise<void> {
    const due = await this.jobs.takeDue(SILENT_SECONDS, BATCH);
    await this.queue.addAll(due.map(runOf));
  }
}
