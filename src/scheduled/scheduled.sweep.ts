import { Injectable } from '@nestjs/common';
import { InjectTypedQueue } from '../core/queue/queue.module.js';
import { Sweep } from '../core/queue/sweep.js';
import { TypedQueue } from '../core/queue/typed-queue.js';
import { RemindersRepository } from './reminders.repository.js';
import { LEASE_SECONDS } from './scheduled-sender.js';
import { ScheduledMessagesRepository } from './scheduled-messages.repository.js';
import { remindJob, scheduledQueue, sendJob } from './scheduled.queue.js';

const INTERVAL_MS = 2000;
/** What is younger has most likely a job that is about to run. */
const LATE_SECONDS = 2;
const BATCH = 500;
/** How long one that was told can be snoozed. */
const KEEP_TOLD_DAYS = 30;

/** Makes the alarms anew that were lost with Redis, never added, or left by a worker that died. Several may run. */
@Injectable()
export class ScheduledSweep extends Sweep {
  constructor(
    private readonly messages: ScheduledMessagesRepository,
    private readonly reminders: RemindersRepository,
    @InjectTypedQueue(scheduledQueue) private readonly queue: TypedQueue<typeof scheduledQueue>,
  ) {
    super(INTERVAL_MS);
  }

  protected async sweep(): Promise<void> {
    const [channels, users] = await Promise.all([
      this.messages.overdue(LATE_SECONDS, LEASE_SECONDS, BATCH),
      this.reminders.overdue(LATE_SECONDS, BATCH),
    ]);
    await this.queue.addAll([
      ...channels.map(({ channelId, dueAt }) => sendJob(channelId, dueAt)),
      ...users.map(({ userId, dueAt }) => remindJob(userId, dueAt)),
    ]);
    await this.reminders.deleteTold(KEEP_TOLD_DAYS, BATCH);
  }
}
