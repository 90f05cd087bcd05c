import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { InjectTypedQueue } from '../core/queue/queue.module.js';
import type { TypedQueue } from '../core/queue/typed-queue.js';
import { jobsQueue, runOf } from './jobs.queue.js';
import { JobsRepository } from './jobs.repository.js';

const INTERVAL_MS = 2000;
/** Nobody has said anything of such a job for this long: its place in the queue, or its worker, may be lost. */
const SILENT_SECONDS = 5;
const BATCH = 500;

/** Puts into the queue what waits without being there: Redis was away or emptied, or a worker died. Several may run. */
@Injectable()
export class JobsSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(JobsSweep.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly jobs: JobsRepository,
    @InjectTypedQueue(jobsQueue) private readonly queue: TypedQueue<typeof jobsQueue>,
  ) {}

  onApplicationBootstrap(): void {
    const tick = () => {
      this.running = this.sweep().catch((error: unknown) => this.logger.warn({ err: error }, 'jobs were not swept'));
      void this.running.then(() => (this.timer = setTimeout(tick, INTERVAL_MS)));
    };
    this.timer = setTimeout(tick, INTERVAL_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.running;
    clearTimeout(this.timer);
  }

  private async sweep(): Promise<void> {
    const due = await this.jobs.takeDue(SILENT_SECONDS, BATCH);
    await this.queue.addAll(due.map(runOf));
  }
}
