import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Bus } from '../core/broadcast/bus.service.js';
import { logAdvanced } from '../core/broadcast/log.topic.js';
import { InjectTypedQueue } from '../core/queue/queue.module.js';
import { TypedQueue } from '../core/queue/typed-queue.js';
import { fanOutJob, notificationsQueue, reactionsJob } from './notifications.queue.js';

/** Under load a channel goes on many times in this time, and is looked at once. */
const GATHER_MS = 20;

/** Hears that channels went on, and has them looked at. What it does not hear, the sweep finds. */
@Injectable()
export class FanOutListener implements OnApplicationShutdown {
  private readonly channels = new Set<string>();
  private readonly changed = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private flushedAt = 0;

  constructor(
    bus: Bus,
    @InjectTypedQueue(notificationsQueue) private readonly queue: TypedQueue<typeof notificationsQueue>,
  ) {
    bus.on(logAdvanced, (runs) => {
      for (const { channelId, stamps } of runs) {
        this.channels.add(channelId);
        // New messages alone have stamps, and no reactions.
        if (!stamps) this.changed.add(channelId);
      }
      const wait = this.flushedAt + GATHER_MS - performance.now();
      this.timer ??= setTimeout(() => this.flush(), Math.max(0, wait));
    });
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }

  private flush(): void {
    this.timer = undefined;
    this.flushedAt = performance.now();
    const jobs = [...[...this.channels].map(fanOutJob), ...[...this.changed].map(reactionsJob)];
    this.channels.clear();
    this.changed.clear();
    void this.queue.addAll(jobs);
  }
}
