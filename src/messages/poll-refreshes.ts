import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { COUNT_EVERY_MS, PollCounts } from './poll-counts.service.js';

interface Refreshed {
  /** Whether votes came since the last count began. */
  again: boolean;
  timer: NodeJS.Timeout | undefined;
}

/** Has the votes that this instance took counted: at once, then so often at most. What it leaves, the sweep finds. */
@Injectable()
export class PollRefreshes implements OnApplicationShutdown {
  private readonly logger = new Logger(PollRefreshes.name);
  private readonly polls = new Map<string, Refreshed>();
  private readonly running = new Set<Promise<void>>();
  private stopped = false;

  constructor(private readonly counts: PollCounts) {}

  voted(messageId: string): void {
    const poll = this.polls.get(messageId);
    if (poll) poll.again = true;
    else this.begin(messageId, { again: false, timer: undefined });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const { timer } of this.polls.values()) clearTimeout(timer);
    await Promise.all(this.running);
  }

  private begin(messageId: string, poll: Refreshed): void {
    if (this.stopped) return;
    this.polls.set(messageId, poll);
    const run = this.refresh(messageId, poll).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  private async refresh(messageId: string, poll: Refreshed): Promise<void> {
    poll.again = false;
    try {
      if (await this.counts.refresh(messageId)) poll.again = true;
    } catch (error) {
      this.logger.warn({ err: error, messageId }, 'votes were not counted yet');
    }
    if (this.stopped) return;
    poll.timer = setTimeout(() => {
      if (poll.again) this.begin(messageId, poll);
      else this.polls.delete(messageId);
    }, COUNT_EVERY_MS);
  }
}
