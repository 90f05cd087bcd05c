import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Bus } from '../core/broadcast/bus.service.js';
import { JobHandlers } from '../core/jobs/job-handlers.js';
import { jobsQueue } from './jobs.queue.js';
import { scheduleChanged } from './jobs.topics.js';
import type { ScheduleEntity } from './schedule.entity.js';
import { SchedulesService } from './schedules.service.js';

/** Redis may be emptied, and an event be lost: this often BullMQ's schedulers are compared with the rows. */
const COMPARE_MS = 5000;

/** Keeps BullMQ's job schedulers as the rows say. Runs in the worker; several may. */
@Injectable()
export class ScheduleSync implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ScheduleSync.name);
  private timer: NodeJS.Timeout | undefined;
  private syncing = false;
  private again = false;

  constructor(
    private readonly schedules: SchedulesService,
    private readonly handlers: JobHandlers,
    private readonly bus: Bus,
    @InjectQueue(jobsQueue.name) private readonly queue: Queue,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const { name, schedule } of this.handlers.kinds()) if (schedule) await this.schedules.define(name, schedule);
    this.bus.on(scheduleChanged, () => this.sync());
    this.timer = setInterval(() => this.sync(), COMPARE_MS);
    this.sync();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** One at a time: while Redis is away the first waits for it. */
  private sync(): void {
    this.again = true;
    if (this.syncing) return;
    this.syncing = true;
    void this.syncAll().finally(() => (this.syncing = false));
  }

  private async syncAll(): Promise<void> {
    while (this.again) {
      this.again = false;
      try {
        for (const schedule of await this.schedules.all()) await this.follow(schedule);
      } catch (error) {
        this.logger.warn({ err: error }, 'schedules were not brought to BullMQ');
      }
    }
  }

  private async follow({ name, pattern, timeZone: tz, enabled }: ScheduleEntity): Promise<void> {
    const present = await this.queue.getJobScheduler(name);
    if (!enabled) {
      if (present) await this.queue.removeJobScheduler(name);
      return;
    }
    // Setting it anew would move its next moment: only where something differs.
    if (present?.pattern === pattern && present.tz === tz) return;
    const job = { name: 'scheduled', data: { schedule: name }, opts: { removeOnComplete: true } };
    await this.queue.upsertJobScheduler(name, { pattern, tz }, job);
  }
}
