import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import { AppConfig } from '../core/config/app-config.js';
import type { JobContext, JobHandler } from '../core/jobs/job-handler.js';
import { JobHandlers } from '../core/jobs/job-handlers.js';
import type { JobResult } from '../core/jobs/job-kind.js';
import { ExpiryService } from './expiry.service.js';
import { retention } from './retention.kind.js';

const DAY_MS = 86_400_000;
const CHANNELS = 100;

/** Goes through the channels that have a rule, a batch of messages at a time. What one run leaves, the next one does. */
@Injectable()
export class RetentionHandler implements JobHandler<typeof retention> {
  readonly kind = retention;

  constructor(
    handlers: JobHandlers,
    private readonly channels: ChannelsService,
    private readonly expiry: ExpiryService,
    private readonly config: AppConfig,
  ) {
    handlers.add(this);
  }

  async run(_: unknown, { signal, progress }: JobContext): Promise<JobResult<typeof retention>> {
    const now = Date.now();
    const result = { channels: 0, messages: 0 };
    let after: string | null = null;
    for (;;) {
      const page = await this.channels.withRetention(this.config.retention.days, after, CHANNELS);
      for (const { id, days } of page) {
        const before = new Date(now - days * DAY_MS);
        let expired = 0;
        for (let more = true; more;) {
          signal.throwIfAborted();
          const batch = await this.expiry.expire(id, before);
          expired += batch.expired;
          ({ more } = batch);
          progress(result.messages + expired, null);
        }
        result.messages += expired;
        if (expired > 0) result.channels++;
      }
      after = page.at(-1)?.id ?? null;
      if (page.length < CHANNELS) return result;
    }
  }
}
