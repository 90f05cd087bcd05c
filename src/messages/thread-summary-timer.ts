import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { tracing } from '../core/observability/tracing.js';
import { SUMMARY_EVERY_MS, ThreadSummaries } from './thread-summaries.service.js';

interface Pause {
  timer: NodeJS.Timeout | undefined;
  /** Somebody replied since it began. */
  more: boolean;
}

/**
 * After a reply its thread is told of at once, and where more come, once a second. What this process does not come to, the
 * sweep does: each thread that is behind has its row.
 */
@Injectable()
export class ThreadSummaryTimer implements OnApplicationShutdown {
  private readonly logger = new Logger(ThreadSummaryTimer.name);
  private readonly pauses = new Map<string, Pause>();
  private stopped = false;

  constructor(private readonly summaries: ThreadSummaries) {}

  replied(threadId: string): void {
    const pause = this.pauses.get(threadId);
    if (pause) pause.more = true;
    else tracing.detached(() => void this.begin(threadId));
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    for (const { timer } of this.pauses.values()) clearTimeout(timer);
  }

  private async begin(threadId: string): Promise<void> {
    const pause: Pause = { timer: undefined, more: false };
    this.pauses.set(threadId, pause);
    const wait = await this.tell(threadId);
    if (wait !== null) pause.more = true;
    if (this.stopped) return;
    pause.timer = setTimeout(() => {
      this.pauses.delete(threadId);
      if (pause.more) void this.begin(threadId);
    }, wait ?? SUMMARY_EVERY_MS);
  }

  private async tell(threadId: string): Promise<number | null> {
    try {
      return await this.summaries.tell(threadId);
    } catch (error) {
      this.logger.warn({ err: error }, 'a message does not tell of its thread yet');
      return null;
    }
  }
}
