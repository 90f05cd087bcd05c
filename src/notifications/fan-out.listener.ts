import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Bus } from '../core/broadcast/bus.service.js';
import { logAdvanced } from '../core/broadcast/log.topic.js';
import { InjectTypedQueue } from '../core/queue/queue.module.js';
import { TypedQueue } from '../core/queue/typed-queue.js';
import { fanOutJob, notificationsQueue } from './notifications.queue.js';

/** Under load a channel goes on many times in this time, and is looked at once. */
const GATHER_MS = 20;

/** Hears that channels went on, and has them looked at. What it does not hear, the sweep finds. */
@Injectable()
export class FanOutListener implements OnApplicationShutdown {
  private readonly channels = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private flushedAt = 0;

  constructor(
    bus: Bus,
    @InjectTypedQueue(notificationsQueue) private readonly queue: TypedQueue<typeof notificationsQueue>,
  ) {
    bus.on(logAdvanced, (runs) => {
      for (const { channelId } of runs) this.channels.add(channelId);
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
    const jobs = [...this.channels].map(fanOutJob);
    this.channels.clear();
    void this.queue.addAll(jobs);
  }
}
