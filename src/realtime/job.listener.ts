import { Injectable, Logger } from '@nestjs/common';
import { Bus } from '../core/broadcast/bus.service.js';
import { JobsService } from '../jobs/jobs.service.js';
import { jobChanged } from '../jobs/jobs.topics.js';
import { LocalUsers } from './local-users.js';

/** Tells the sockets of a job's owner how it stands. */
@Injectable()
export class JobListener {
  private readonly logger = new Logger(JobListener.name);

  constructor(
    bus: Bus,
    private readonly jobs: JobsService,
    private readonly users: LocalUsers,
  ) {
    bus.on(jobChanged, ({ jobId, ownerId }) => {
      if (ownerId === null || !this.users.get(ownerId)) return;
      this.tell(jobId, ownerId).catch((error: unknown) => this.logger.warn({ err: error }, 'a job was not told'));
    });
  }

  private async tell(jobId: string, ownerId: string): Promise<void> {
    const job = await this.jobs.find(jobId);
    if (job) this.users.emit(ownerId, 'job', job);
  }
}
