import { setTimeout as sleep } from 'node:timers/promises';
import { makeBody } from './body.js';
import { nowMicros } from './bytes.js';
import { EventConnection } from './event-connection.js';
import { Latencies } from './latencies.js';
import type { StreamsPlan, StreamsResult } from './plan.js';
import { type Publisher, publisherOf } from './publisher.js';
import type { Report } from './traffic.js';

const CONCURRENCY = 25;
const DRAIN_MS = 20_000;
/** Subscribers whose delays are kept. */
const WATCHERS = 50;

/**
 * Messages to everybody who subscribes. A writer's next one goes out when the one before was answered and all but a few
 * have reached everyone, so no subject is judged by how long a queue it can keep.
 */
export async function runStreams(plan: StreamsPlan, report: Report): Promise<StreamsResult> {
  return new StreamsTurn(plan).run(report);
}

class StreamsTurn {
  private readonly subscribers: EventConnection[] = [];
  private delivered = 0;
  private published = 0;
  private stopped = false;
  private delays: Latencies | null = null;
  private failure: string | null = null;
  private waiting: (() => void)[] = [];

  constructor(private readonly plan: StreamsPlan) {}

  async run(report: Report): Promise<StreamsResult> {
    await this.subscribe();
    const publisher = await publisherOf(this.plan);
    const publishing = Promise.all(Array.from({ length: this.plan.writers }, (_, i) => this.publish(publisher, i)));
    await this.wait(this.plan.warmupMs);
    report.started();
    const delays = (this.delays = new Latencies());
    const before = {
      delivered: this.delivered,
      bytes: this.sum(({ bytes }) => bytes),
      events: this.sum(({ events }) => events),
      published: this.published,
      at: nowMicros(),
    };
    await this.wait(this.plan.measureMs);
    this.delays = null;
    const seconds = (nowMicros() - before.at) / 1e6;
    const measured = {
      kind: 'streams' as const,
      seconds,
      delivered: this.delivered - before.delivered,
      published: this.published - before.published,
      bytes: this.sum(({ bytes }) => bytes) - before.bytes,
      events: this.sum(({ events }) => events) - before.events,
      deliveryMs: delays.summarize(),
    };
    report.measured();
    this.stopped = true;
    this.resume();
    await publishing;
    await this.drain();
    return { ...measured, totalPublished: this.published };
  }

  private async subscribe(): Promise<void> {
    const { plan } = this;
    const every = Math.max(1, Math.floor(plan.subscribers / WATCHERS));
    const lane = async (first: number) => {
      for (let index = first; index < plan.subscribers; index += CONCURRENCY) {
        const token = plan.tokens[index % plan.tokens.length] ?? '';
        const connection = new EventConnection({
          port: plan.port,
          path: plan.eventsPath,
          token,
          watched: index % every === 0,
          onMessages: (count, sentMicros) => this.onMessages(count, sentMicros),
          onFailure: (reason) => (this.failure ??= this.stopped ? null : reason),
        });
        this.subscribers.push(connection);
        await connection.opened;
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, (_, first) => lane(first)));
    if (this.failure) throw new Error(this.failure);
  }

  private onMessages(count: number, sentMicros: number[]): void {
    this.delivered += count;
    if (this.delays && sentMicros.length > 0) {
      const now = nowMicros();
      for (const sent of sentMicros) this.delays.add(now - sent);
    }
    if (this.hasRoom()) this.resume();
  }

  private resume(): void {
    for (const go of this.waiting.splice(0)) go();
  }

  private hasRoom(): boolean {
    return this.published - this.delivered / this.plan.subscribers < this.plan.window;
  }

  private async publish(publisher: Publisher, writer: number): Promise<void> {
    while (!this.stopped && this.failure === null) {
      if (!this.hasRoom()) {
        await new Promise<void>((resolve) => this.waiting.push(resolve));
        continue;
      }
      this.published++;
      await publisher.publish(writer, makeBody(this.plan.bodyLength));
    }
  }

  private sum(of: (subscriber: EventConnection) => number): number {
    return this.subscribers.reduce((sum, each) => sum + of(each), 0);
  }

  /** Everybody must have had everything, once. */
  private async drain(): Promise<void> {
    const expected = this.published * this.plan.subscribers;
    const deadline = nowMicros() + DRAIN_MS * 1_000;
    while (this.delivered < expected && nowMicros() < deadline) await this.wait(20);
    await this.wait(50);
    const wrong = this.subscribers.filter(({ messages }) => messages !== this.published).length;
    if (wrong > 0 || this.delivered !== expected) {
      throw new Error(`${wrong} subscribers had not ${this.published} messages; ${this.delivered} of ${expected} came`);
    }
  }

  private async wait(ms: number): Promise<void> {
    await sleep(ms);
    if (this.failure !== null) throw new Error(this.failure);
  }
}
