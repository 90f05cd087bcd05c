import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Bus } from '../core/broadcast/bus.service.js';
import { AdministratorView } from '../dashboard/administrator-view.service.js';
import type { EventStream } from './event-stream.js';
import { AdministratorStreams } from './administrator-streams.js';
import { SharedStream } from './shared-stream.js';

const EVERY_MS = 1000;

/** Sends what happens to every administrator who watches, once a second: one merge, one encoding, whatever their number. */
@Injectable()
export class AdministratorFeed implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AdministratorFeed.name);
  private readonly shared = new SharedStream();
  private timer: NodeJS.Timeout | undefined;
  private sending: Promise<void> | undefined;
  private sentAt = -Infinity;
  private number = 0;

  constructor(
    private readonly view: AdministratorView,
    private readonly streams: AdministratorStreams,
    private readonly bus: Bus,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      if (this.shared.size > 0) void this.send();
    }, EVERY_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Begins with what is now, not with what was when somebody watched last. */
  async add(stream: EventStream, lastEventId: string | undefined): Promise<void> {
    if (this.shared.size === 0 || performance.now() - this.sentAt > EVERY_MS) await this.send();
    this.shared.add(stream, lastEventId);
    this.streams.add(stream);
  }

  private send(): Promise<void> {
    this.sending ??= this.sendNow().finally(() => (this.sending = undefined));
    return this.sending;
  }

  private async sendNow(): Promise<void> {
    try {
      const data = await this.view.now();
      this.sentAt = performance.now();
      this.shared.publish({ id: `${this.bus.instanceId}.${++this.number}`, event: 'dashboard', data });
    } catch (error) {
      this.logger.warn({ err: error }, 'the dashboard was not sent');
    }
  }
}
