import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AdministratorsService } from '../auth/administrators.service.js';
import { Bus } from '../core/broadcast/bus.service.js';
import { accessChanged } from '../core/security/access.topic.js';
import type { EventStream } from './event-stream.js';

/** Whatever event was missed, nobody reads on for longer than this after they are an administrator no more. */
const CHECK_MS = 60_000;

/** Ends the streams of those who are administrators no more; they come back to what they may see then. */
@Injectable()
export class AdministratorStreams implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AdministratorStreams.name);
  private readonly streams = new Set<EventStream>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly administrators: AdministratorsService,
  ) {
    bus.on(accessChanged, ({ userIds }) => {
      const changed = new Set(userIds);
      for (const stream of this.streams) if (changed.has(stream.principal.userId)) void this.check(stream);
    });
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.checkAll(), CHECK_MS);
    this.bus.onLoss(() => this.checkAll());
    this.bus.onRestored(() => this.checkAll());
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  add(stream: EventStream): void {
    this.streams.add(stream);
    stream.onClose(() => this.streams.delete(stream));
    // The role may have gone between its looking up and now.
    void this.check(stream);
  }

  private checkAll(): void {
    for (const stream of this.streams) void this.check(stream);
  }

  /** Where it cannot be found out now, a later look does; that of a session that has ended is the hub's affair. */
  private async check(stream: EventStream): Promise<void> {
    try {
      if (!(await this.administrators.includes(stream.principal))) await stream.end('access');
    } catch (error) {
      this.logger.debug({ err: error }, 'the role of a stream was not looked up');
    }
  }
}
