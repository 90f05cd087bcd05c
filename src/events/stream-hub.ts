import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Response } from 'express';
import { AppConfig } from '../core/config/app-config.js';
import { rateLimited, unavailable } from '../core/errors/domain-error.js';
import { Lifecycle } from '../core/observability/lifecycle.js';
import type { Principal } from '../core/security/principal.js';
import { StreamRegistry } from '../presence/connection-registry.service.js';
import { encodeComment, encodeRetry } from './event-encoding.js';
import { EventStream } from './event-stream.js';
import { StreamMetrics, type StreamName } from './stream-metrics.js';
import { WriteTurn } from './write-turn.js';

/** Below what proxies take for an idle connection. */
const HEARTBEAT_MS = 15_000;
const HEARTBEAT = encodeComment('alive');
const SWEEP_MS = 1000;
const TRY_AGAIN_MS = 5000;
/** A client that takes nothing does not hold up the end of the process. */
const FAREWELL_MS = 1000;

export interface StreamOptions {
  /** What the stream is of, for the figures. */
  stream: StreamName;
  /** Called once, whoever ends it. */
  onClose?: () => void;
}

/** Every event stream of this instance: opens them within limits, keeps them alive, and takes leave of them. */
@Injectable()
export class StreamHub implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly turn = new WriteTurn();
  private readonly streams = new Map<string, Set<EventStream>>();
  private readonly openListeners: ((stream: EventStream) => void)[] = [];
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly config: AppConfig,
    private readonly registry: StreamRegistry,
    private readonly metrics: StreamMetrics,
  ) {
    registry.attach(() => new Map([...this.streams].map(([userId, { size }]) => [userId, size])));
  }

  /** The number of streams that are open here. */
  get size(): number {
    let size = 0;
    for (const { size: mine } of this.streams.values()) size += mine;
    return size;
  }

  all(): EventStream[] {
    return [...this.streams.values()].flatMap((mine) => [...mine]);
  }

  of(userId: string): EventStream[] {
    return [...(this.streams.get(userId) ?? [])];
  }

  /** Hears of every stream that was opened. */
  onOpen(listener: (stream: EventStream) => void): void {
    this.openListeners.push(listener);
  }

  /**
   * Makes the response a stream: its head is written, so whatever can be refused must have been before. Throws
   * `rate_limited` past the user's limit and `unavailable` while stopping.
   */
  async open(response: Response, principal: Principal, { stream: name, onClose }: StreamOptions): Promise<EventStream> {
    const { userId } = principal;
    if (this.lifecycle.stopping) throw unavailable();
    if (!(await this.place(response, userId))) throw rateLimited(TRY_AGAIN_MS);
    if (this.lifecycle.stopping) {
      // The instance took leave of its streams while this one was let in.
      this.registry.release(userId);
      throw unavailable();
    }
    const tokenEndsAt = response.req.tokenEndsAt ?? Number.MAX_SAFE_INTEGER;
    const stream = new EventStream(response, principal, tokenEndsAt, this.metrics.of(name), this.turn);
    if (stream.ended) this.registry.release(userId);
    else this.keep(stream);
    if (onClose) stream.onClose(onClose);
    return stream;
  }

  onApplicationBootstrap(): void {
    this.timers.push(
      setInterval(() => this.beat(), HEARTBEAT_MS),
      setInterval(() => this.sweep(), SWEEP_MS),
    );
  }

  /** Clients come back over some seconds, elsewhere, and resume after their last event. */
  async beforeApplicationShutdown(): Promise<void> {
    const { drainMs } = this.config.sockets;
    const ends = this.all().map((stream) => stream.end('shutdown', encodeRetry(Math.random() * drainMs)));
    const patience = new Promise((resolve) => setTimeout(resolve, FAREWELL_MS).unref());
    await Promise.race([Promise.all(ends), patience]);
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  /** Whoever comes back to go on is not refused for what they had on an instance that died: an EventSource would give up. */
  private place(response: Response, userId: string): Promise<boolean> {
    if (response.req.headers['last-event-id'] === undefined) return this.registry.reserve(userId);
    return this.registry.reserveAgain(userId, () => response.destroyed || this.lifecycle.stopping);
  }

  private keep(stream: EventStream): void {
    const { userId } = stream.principal;
    this.streams.set(userId, (this.streams.get(userId) ?? new Set()).add(stream));
    stream.onClose(() => this.forget(stream));
    stream.start();
    for (const listener of this.openListeners) listener(stream);
  }

  private beat(): void {
    for (const stream of this.all()) stream.put(HEARTBEAT);
  }

  private sweep(): void {
    for (const stream of this.all()) stream.sweep();
  }

  private forget(stream: EventStream): void {
    const { userId } = stream.principal;
    const mine = this.streams.get(userId);
    if (!mine?.delete(stream)) return;
    this.registry.release(userId);
    if (mine.size === 0) this.streams.delete(userId);
  }
}
