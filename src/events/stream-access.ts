import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SessionsService } from '../auth/sessions.service.js';
import { Bus } from '../core/broadcast/bus.service.js';
import { accessChanged } from '../core/security/access.topic.js';
import type { EventStream } from './event-stream.js';
import { StreamHub } from './stream-hub.js';

const LOOK_MS = 1000;
/** Whatever event was missed, a stream outlives its session by no more than this; while none arrive, by less. */
const CHECK_MS = 60_000;
const UNHEALTHY_CHECK_MS = 2500;

/**
 * Ends the streams whose session is over or whose user is disabled. It is told that something changed, never what: the
 * sessions are looked up, also at the end of the token that a stream was opened with.
 */
@Injectable()
export class StreamAccess implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(StreamAccess.name);
  /** A session may end while its stream is being opened: these are looked up once more, and those that could not be. */
  private fresh: EventStream[] = [];
  private timer: NodeJS.Timeout | undefined;
  private lookedAt = Date.now();
  private checkedAt = Date.now();
  private checking = false;

  constructor(
    private readonly bus: Bus,
    private readonly sessions: SessionsService,
    private readonly hub: StreamHub,
  ) {
    bus.on(accessChanged, ({ userIds }) => void this.check(userIds.flatMap((id) => hub.of(id))));
    hub.onOpen((stream) => this.fresh.push(stream));
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), LOOK_MS);
    this.bus.onLoss(() => void this.check(this.hub.all()));
    this.bus.onRestored(() => void this.check(this.hub.all()));
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.checking) return;
    this.checking = true;
    const { fresh, lookedAt } = this;
    const now = Date.now();
    this.fresh = [];
    this.lookedAt = now;
    if (now - this.checkedAt >= (this.bus.healthy ? CHECK_MS : UNHEALTHY_CHECK_MS)) {
      this.checkedAt = now;
      await this.check(this.hub.all());
    } else {
      const over = this.hub.all().filter(({ tokenEndsAt }) => tokenEndsAt > lookedAt && tokenEndsAt <= now);
      await this.check([...fresh, ...over]);
    }
    this.checking = false;
  }

  /** Where it cannot be found out now, the next look does. */
  private async check(streams: EventStream[]): Promise<void> {
    if (streams.length === 0) return;
    try {
      const live = await this.sessions.live([...new Set(streams.map(({ principal }) => principal.sessionId))]);
      for (const stream of streams) if (!live.has(stream.principal.sessionId)) void stream.end('session');
    } catch (error) {
      this.logger.warn({ err: error }, 'the sessions of streams were not looked up');
      this.fresh = [...new Set([...this.fresh, ...streams])].filter(({ ended }) => !ended);
    }
  }
}
