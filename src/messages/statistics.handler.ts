import { Injectable } from '@nestjs/common';
import type { JobContext, JobHandler } from '../core/jobs/job-handler.js';
import { JobHandlers } from '../core/jobs/job-handlers.js';
import type { JobResult } from '../core/jobs/job-kind.js';
import { statistics } from './statistics.kind.js';
import { StatisticsService } from './statistics.service.js';

const DAY_MS = 86_400_000;
const CHANNELS = 100;

/** Goes through the channels whose logs moved. Days that no run has counted yet are counted by the next one. */
@Injectable()
export class StatisticsHandler implements JobHandler<typeof statistics> {
  readonly kind = statistics;

  constructor(
    handlers: JobHandlers,
    private readonly service: StatisticsService,
  ) {
    handlers.add(this);
  }

  async run(_: unknown, { signal, progress }: JobContext): Promise<JobResult<typeof statistics>> {
    const now = Date.now();
    const today = new Date(now - (now % DAY_MS));
    const result = { channels: 0, days: 0, messages: 0 };
    let after: string | null = null;
    for (;;) {
      const page = await this.service.behind(after, CHANNELS);
      for (const place of page) {
        const before = result.days;
        await this.service.rollUp(place, today, signal, ({ days, messages }) => {
          result.days += days;
          result.messages += messages;
          progress(result.messages, null);
        });
        if (result.days > before) result.channels++;
      }
      after = page.at(-1)?.channelId ?? null;
      if (page.length < CHANNELS) return result;
    }
  }
}
