import { randomBytes } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { tracing } from '../observability/tracing.js';
import { RedisKeys } from '../redis/redis-keys.js';
import { MainRedis, SubscriberRedis } from '../redis/redis-roles.js';
import { decodeBusFrame, encodeBusFrame } from './bus-frame.js';
import type { Topic, TopicData } from './topic.js';

const BEAT = 'beat';
const BEAT_INTERVAL_MS = 1000;
/**
 * Without hearing so many own beats, one a second, the link to Redis does not work, whatever its TCP connection says.
 * Beats are counted, and not seconds: a process that was stopped for a while has sent none meanwhile.
 */
const SILENT_BEATS = 3;
/** Between two attempts to get a link that works by connecting anew. */
const RETRY_MS = 3000;
/** An instance that has not beaten for this long is forgotten. */
const FORGET_MS = 60_000;

type Handler = (data: unknown, body: Buffer, own: boolean) => void;

/**
 * Tells all instances, this one included, what happened: Redis pub/sub, numbered so that a loss is noticed.
 *
 * At most once. Everything that must not be lost is in PostgreSQL; a publication is the fast way to learn of it, and
 * `onLoss`, `onRestored` and `onUp` are the moments to look there.
 */
@Injectable()
export class Bus implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly instanceId = randomBytes(6).toString('hex');
  private readonly logger = new Logger(Bus.name);
  private readonly handlers = new Map<string, Handler[]>();
  private readonly lossListeners: (() => void)[] = [];
  private readonly restoredListeners: (() => void)[] = [];
  private readonly upListeners: (() => void)[] = [];
  private readonly seen = new Map<string, { n: number; at: number }>();
  private readonly subscriber: SubscriberRedis;
  private timer: NodeJS.Timeout | undefined;
  private published = 0;
  /** Beats since this instance heard itself. */
  private unheard = SILENT_BEATS;
  private beatAt = 0;
  /** When a link was last made, or torn down to get one that works. */
  private triedAt = 0;
  /** When this instance last heard itself. */
  private ownAt = -Infinity;
  /** `stalled`: the process stood still for so long that others take it for dead. */
  private link: 'starting' | 'up' | 'stalled' | 'down' = 'starting';
  /** What is published until the subscription is made anew does not come, however soon that is. */
  private readonly onClose = () => this.lose('was cut');

  constructor(
    private readonly redis: MainRedis,
    private readonly keys: RedisKeys,
  ) {
    this.subscriber = new SubscriberRedis(redis.options);
    this.subscriber.on('messageBuffer', (_channel: Buffer, frame: Buffer) => this.receive(frame));
    this.subscriber.on('close', this.onClose);
    // What was made just now has its time to be heard over.
    for (const connection of [redis, this.subscriber]) connection.on('ready', () => (this.triedAt = performance.now()));
  }

  /** Whether publications arrive: this instance heard itself lately. */
  get healthy(): boolean {
    return this.unheard < SILENT_BEATS;
  }

  /** When this instance last heard itself, by `performance.now()`. */
  get heardAt(): number {
    return this.ownAt;
  }

  /** Hears this instance's own publications too, before Redis does. */
  on<T extends Topic>(topic: T, handler: (data: TopicData<T>, body: Buffer, own: boolean) => void): void {
    const handlers = this.handlers.get(topic.name) ?? [];
    handlers.push((data, body, own) => handler(topic.schema.parse(data) as TopicData<T>, body, own));
    this.handlers.set(topic.name, handlers);
  }

  /** Some publications of other instances did not arrive. */
  onLoss(listener: () => void): void {
    this.lossListeners.push(listener);
  }

  /** The link works again after it did not. */
  onRestored(listener: () => void): void {
    this.restoredListeners.push(listener);
  }

  /** The link works, for the first time or again, or the process goes on after a while: who came before then is here. */
  onUp(listener: () => void): void {
    this.upListeners.push(listener);
  }

  /** Answers whether Redis took it. Never rejects, never waits longer than a Redis command may. */
  async publish<T extends Topic>(topic: T, data: TopicData<T>, body: readonly Buffer[] = []): Promise<boolean> {
    if (!tracing.recording) return this.tell(topic.name, data, body);
    const attributes = { ...messaging(topic.name), 'messaging.operation.type': 'send' };
    return tracing.span(`publish ${topic.name}`, { kind: 'producer', attributes }, () =>
      this.tell(topic.name, data, body, tracing.carrier()),
    );
  }

  onApplicationBootstrap(): void {
    this.subscriber
      .subscribe(this.keys.bus)
      .catch((error: Error) => this.logger.warn(`not subscribed: ${error.message}`));
    this.triedAt = performance.now();
    this.timer = setInterval(() => this.beat(), BEAT_INTERVAL_MS);
    this.beat();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.subscriber.off('close', this.onClose);
    this.subscriber.disconnect();
  }

  private tell(topic: string, data: unknown, body: readonly Buffer[], trace?: string): Promise<boolean> {
    this.handle(topic, data, body.length === 1 ? (body[0] as Buffer) : Buffer.concat(body), true, trace);
    return this.send(topic, data, body, trace);
  }

  private async send(topic: string, data: unknown, body: readonly Buffer[], trace?: string): Promise<boolean> {
    // What this turn of the event loop has for sockets leaves first, acks among it: nobody here waits for Redis.
    await new Promise(setImmediate);
    if (this.redis.status !== 'ready') return false;
    const frame = encodeBusFrame({ origin: this.instanceId, n: ++this.published, topic, data, trace }, body);
    try {
      await this.redis.publish(this.keys.bus, frame);
      return true;
    } catch {
      return false;
    }
  }

  private beat(): void {
    void this.send(BEAT, null, []);
    this.unheard++;
    const now = performance.now();
    if (this.link === 'up' && now - this.beatAt > SILENT_BEATS * BEAT_INTERVAL_MS) this.link = 'stalled';
    this.beatAt = now;
    for (const [origin, { at }] of this.seen) if (now - at > FORGET_MS) this.seen.delete(origin);
    if (this.healthy) return;
    this.lose('is silent');
    // A connection that was cut without a word never ends by itself.
    if (now - this.triedAt < RETRY_MS) return;
    this.triedAt = now;
    for (const connection of [this.redis, this.subscriber])
      if (connection.status === 'ready') connection.disconnect(true);
  }

  private lose(how: string): void {
    if (this.link === 'starting' || this.link === 'down') return;
    this.link = 'down';
    this.logger.warn(`Redis link ${how}; the log in PostgreSQL serves until it is back`);
  }

  private receive(frame: Buffer): void {
    const { header, body } = decodeBusFrame(frame);
    const now = performance.now();
    if (header.origin === this.instanceId) return this.heard();
    const last = this.seen.get(header.origin);
    this.seen.set(header.origin, { n: header.n, at: now });
    if (header.topic !== BEAT) this.handle(header.topic, header.data, body, false, header.trace);
    if (last && header.n > last.n + 1) for (const listener of this.lossListeners) listener();
  }

  private heard(): void {
    const before = this.link;
    this.ownAt = performance.now();
    this.unheard = 0;
    this.link = 'up';
    if (before !== 'up') for (const listener of this.upListeners) listener();
    if (before === 'down') for (const listener of this.restoredListeners) listener();
  }

  private handle(topic: string, data: unknown, body: Buffer, own: boolean, trace?: string): void {
    const handlers = this.handlers.get(topic);
    if (!handlers) return;
    if (trace === undefined) return this.callAll(handlers, topic, data, body, own);
    const attributes = { ...messaging(topic), 'messaging.operation.type': 'process', 'tertulia.bus.own': own };
    tracing.continued(trace, `process ${topic}`, { kind: 'consumer', attributes }, () =>
      this.callAll(handlers, topic, data, body, own),
    );
  }

  private callAll(handlers: Handler[], topic: string, data: unknown, body: Buffer, own: boolean): void {
    for (const handler of handlers) {
      try {
        handler(data, body, own);
      } catch (error) {
        this.logger.error({ err: error }, `handler of ${topic} failed`);
      }
    }
  }
}

const messaging = (topic: string) => ({ 'messaging.system': 'redis', 'messaging.destination.name': topic });
