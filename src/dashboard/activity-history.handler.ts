import { Injectable } from '@nestjs/common';
import { SystemLog } from '../core/audit/system-log.js';
import type { JobContext, JobHandler } from '../core/jobs/job-handler.js';
import { JobHandlers } from '../core/jobs/job-handlers.js';
import type { JobResult } from '../core/jobs/job-kind.js';
import { activityHistory } from './activity-history.kind.js';
import { ActivityHistory } from './activity-history.service.js';

/** Administrators look back this far into what happened to the server. */
const KEEP_EVENTS_DAYS = 90;
const DAY_MS = 86_400_000;
/** Rows that one statement removes. */
const BATCH = 1000;

/** Keeps the history of figures and events at the length that is shown. */
@Injectable()
export class ActivityHistoryHandler implements JobHandler<typeof activityHistory> {
  readonly kind = activityHistory;

  constructor(
    handlers: JobHandlers,
    private readonly history: ActivityHistory,
    private readonly systemLog: SystemLog,
  ) {
    handlers.add(this);
  }

  async run(_: unknown, { signal, progress }: JobContext): Promise<JobResult<typeof activityHistory>> {
    const hours = await this.history.rollUp();
    let removed = await this.history.deleteOld();
    const before = new Date(Date.now() - KEEP_EVENTS_DAYS * DAY_MS);
    for (;;) {
      signal.throwIfAborted();
      const count = await this.systemLog.deleteBefore(before, BATCH);
      removed += count;
      progress(removed, null);
      if (count < BATCH) return { hours, removed };
    }
  }
}
