import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '../core/jobs/job-handler.js';
import { JobHandlers } from '../core/jobs/job-handlers.js';
import type { JobResult } from '../core/jobs/job-kind.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { notificationCleanUp } from './notification-clean-up.kind.js';
import { NotificationHistory } from './notification-history.service.js';
import { NotificationsRepository } from './notifications.repository.js';

/** Rows that one statement removes. */
const BATCH = 1000;

/** Keeps inboxes and their ledger from growing for ever. What is unread stays, however old. */
@Injectable()
export class NotificationCleanUpHandler implements JobHandler<typeof notificationCleanUp> {
  readonly kind = notificationCleanUp;

  constructor(
    handlers: JobHandlers,
    private readonly notifications: NotificationsRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly history: NotificationHistory,
  ) {
    handlers.add(this);
  }

  async run(_: unknown, { signal, progress }: JobContext): Promise<JobResult<typeof notificationCleanUp>> {
    const before = this.history.keptSince();
    const result = { notifications: 0, decisions: 0 };
    if (!before) return result;
    const told = () => progress(result.notifications + result.decisions, null);
    await repeat(signal, async () => {
      const count = await this.deleteLines(before, signal);
      result.notifications += count;
      told();
      return count;
    });
    await repeat(signal, async () => {
      const count = await this.history.deleteUntold(before, BATCH);
      result.decisions += count;
      told();
      return count;
    });
    return result;
  }

  /** What belongs to the lines first: once they are gone, nothing leads to it. They were read, so no more comes to them. */
  private async deleteLines(before: Date, signal: AbortSignal): Promise<number> {
    const ids = await this.notifications.findDone(before, BATCH);
    if (ids.length === 0) return 0;
    await repeat(signal, () => this.deliveries.deleteOf(ids, BATCH));
    await repeat(signal, () => this.history.deleteOf(ids, BATCH));
    await this.notifications.delete(ids);
    return ids.length;
  }
}

/** Until a batch is not full any more. */
async function repeat(signal: AbortSignal, batch: () => Promise<number>): Promise<void> {
  do signal.throwIfAborted();
  while ((await batch()) === BATCH);
}
