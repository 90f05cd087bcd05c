import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Response } from 'express';
import { SessionsService } from '../auth/sessions.service.js';
import { Bus } from '../core/broadcast/bus.service.js';
import { AppConfig } from '../core/config/app-config.js';
import { rateLimited, unavailable } from '../core/errors/domain-error.js';
import { Lifecycle } from '../core/observability/lifecycle.js';
import { accessChanged } from '../core/security/access.topic.js';
import type { Principal } from '../core/security/principal.js';
import { StreamRegistry } from '../presence/connection-registry.service.js';
import { encodeComment, encodeRetry } from './event-encoding.js';
import { EventStream } from './event-stream.js';
import { WriteTurn } from './write-turn.js';

/** Below what proxies take for an idle connection. */
const HEARTBEAT_MS = 15_000;
const HEARTBEAT = encodeComment('alive');
/** Whatever event was missed, a stream outlives its session by no more than this. */
const CHECK_MS = 60_000;
/** A session that ended while its stream was being opened is noticed this soon. */
const CHECK_NEW_MS = 1000;
const TRY_AGAIN_MS = 5000;
/** A client that takes nothing does not hold up the end of the process. */
const FAREWELL_MS = 1000;

/** Every event stream of this instance: opens them within limits, keeps them alive, and ends those that must end. */
@Injectable()
export class StreamHub implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger(StreamHub.name);
  private readonly turn = new WriteTurn();
  private readonly streams = new Map<string, Set<EventStream>>();
  private readonly fresh = new Set<EventStream>();
  private readonly timers: NodeJS.Timeout[] = [];
  private freshTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly sessions: SessionsService,
    private readonly lifecycle: Lifecycle,
    private readonly config: AppConfig,
    private readonly registry: StreamRegistry,
  ) {
    registry.attach(() => new Map([...this.streams].map(([userId, { size }]) => [userId, size])));
    bus.on(accessChanged, ({ userIds }) => void this.check(userIds.flatMap((id) => [...(this.streams.get(id) ?? [])])));
  }

  /** The number of streams that are open here. */
  get size(): number {
    let size = 0;
    for (const { size: mine } of this.streams.values()) size += mine;
    return size;
  }

  /**
   * Makes the response a stream: its head is written, so whatever can be refused must have been before. `onClose` is
   * called once, whoever ends it. Throws `rate_limited` past the user's limit and `unavailable` while stopping.
   */
  async open(response: Response, principal: Principal, onClose: () => void): Promise<EventStream> {
    const { userId } = principal;
    if (this.lifecycle.stopping) throw unavailable();
    if (!(await this.registry.reserve(userId))) throw rateLimited(TRY_AGAIN_MS);
    const stream = new EventStream(response, principal, this.turn);
    if (stream.ended) this.registry.release(userId);
    else this.keep(stream);
    stream.onClose(onClose);
    return stream;
  }

  onApplicationBootstrap(): void {
    this.timers.push(
      setInterval(() => this.beat(), HEARTBEAT_MS),
      setInterval(() => void this.check(this.all()), CHECK_MS),
    );
    this.bus.onLoss(() => void this.check(this.all()));
    this.bus.onRestored(() => void this.check(this.all()));
  }

  /** Clients come back over some seconds, elsewhere, and resume after their last event. */
  async beforeApplicationShutdown(): Promise<void> {
    const { drainMs } = this.config.sockets;
    const ends = this.all().map((stream) => stream.end(encodeRetry(Math.random() * drainMs)));
    const patience = new Promise((resolve) => setTimeout(resolve, FAREWELL_MS).unref());
    await Promise.race([Promise.all(ends), patience]);
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
    clearTimeout(this.freshTimer);
  }

  private keep(stream: EventStream): void {
    const { userId } = stream.principal;
    this.streams.set(userId, (this.streams.get(userId) ?? new Set()).add(stream));
    this.fresh.add(stream);
    this.freshTimer ??= setTimeout(() => this.checkFresh(), CHECK_NEW_MS);
    stream.onClose(() => this.forget(stream));
    stream.start();
  }

  private all(): EventStream[] {
    return [...this.streams.values()].flatMap((mine) => [...mine]);
  }

  private beat(): void {
    for (const stream of this.all()) stream.write(HEARTBEAT);
  }

  private checkFresh(): void {
    this.freshTimer = undefined;
    const streams = [...this.fresh];
    this.fresh.clear();
    void this.check(streams);
  }

  /** Ends the streams whose session is over; where that cannot be found out now, the next look does. */
  private async check(streams: EventStream[]): Promise<void> {
    if (streams.length === 0) return;
    try {
      const live = await this.sessions.live([...new Set(streams.map(({ principal }) => principal.sessionId))]);
      for (const stream of streams) if (!live.has(stream.principal.sessionId)) void stream.end();
    } catch (error) {
      this.logger.warn({ err: error }, 'the sessions of streams were not looked up');
    }
  }

  private forget(stream: EventStream): void {
    const { userId } = stream.principal;
    const mine = this.streams.get(userId);
    this.fresh.delete(stream);
    if (!mine?.delete(stream)) return;
    this.registry.release(userId);
    if (mine.size === 0) this.streams.delete(userId);
  }
}
