import { setTimeout as sleep } from 'node:timers/promises';
import { nowMicros } from './bytes.js';
import type { ChatClient } from './chat-client.js';
import { gather } from './crowd.js';
import { Latencies } from './latencies.js';
import type { TrafficPlan, TrafficResult } from './plan.js';
import { Sender } from './sender.js';

const DRAIN_MS = 10_000;
const CONNECT_CONCURRENCY = 100;
/** Shares of 500 sockets that read all they get in full. */
const WATCHERS = 20;

export interface Report {
  started: () => void;
  measured: () => void;
}

/** Runs one plan: connect, warm up, measure, then wait until every send is acked and every delivery has come. */
export class Traffic {
  private delivered = 0;
  private gaps = 0;
  private seen: Latencies | null = null;
  private failure: string | null = null;
  private sender: Sender | null = null;
  private clients: ChatClient[] = [];

  constructor(
    private readonly plan: TrafficPlan,
    private readonly report: Report,
  ) {}

  async run(): Promise<TrafficResult> {
    await this.connect();
    const sender = new Sender(this.plan, this.clients);
    this.sender = sender;
    const pacer = this.startPacing(sender);
    await this.wait(this.plan.warmupMs);
    const measured = await this.measure(sender);
    sender.stopped = true;
    clearInterval(pacer);
    await this.drain(sender);
    for (const client of this.clients) client.close();
    return {
      ...measured,
      totalSent: sender.sent,
      totalAcked: sender.acked,
      totalDelivered: this.delivered,
      gaps: this.gaps,
    };
  }

  private async connect(): Promise<void> {
    const { target, people } = this.plan;
    this.clients = await gather({
      target,
      people,
      concurrency: CONNECT_CONCURRENCY,
      watchEvery: Math.max(1, Math.floor(people.length / WATCHERS)),
      events: () => ({
        onAck: (id, ok) => this.sender?.onAck(id, ok),
        onDelivered: (count, inOrder) => {
          this.delivered += count;
          if (!inOrder) this.gaps++;
        },
        onSeen: (sentMicros) => this.seen?.add(nowMicros() - sentMicros),
        onIdle: () => this.pump(),
        onFailure: (reason) => (this.failure ??= reason),
      }),
    });
  }

  private startPacing(sender: Sender): NodeJS.Timeout | undefined {
    const { pacing } = this.plan;
    if (pacing.by === 'rate') {
      const startedAt = nowMicros();
      const due = (): number => ((nowMicros() - startedAt) / 1e6) * pacing.perSecond;
      return setInterval(() => {
        while (sender.sent < due()) sender.sendOne();
        sender.flush();
      }, 1);
    }
    if (pacing.by === 'acks') for (let index = 0; index < pacing.inFlight; index++) sender.sendOne();
    this.pump();
    return undefined;
  }

  /** Sends what the pace allows now, in as few writes as there are senders. */
  private pump(): void {
    const { sender, plan } = this;
    if (!sender) return;
    if (plan.pacing.by === 'deliveries' && !sender.stopped) {
      while (sender.sent - this.delivered / plan.audience < plan.pacing.window) sender.sendOne();
    }
    sender.flush();
  }

  private async measure(sender: Sender) {
    const acks = new Latencies();
    const deliveries = new Latencies();
    const before = { acked: sender.acked, delivered: this.delivered, bytes: this.bytes(), at: nowMicros() };
    this.report.started();
    sender.latencies = acks;
    this.seen = deliveries;
    await this.wait(this.plan.measureMs);
    sender.latencies = null;
    this.seen = null;
    this.report.measured();
    return {
      kind: 'traffic' as const,
      seconds: (nowMicros() - before.at) / 1e6,
      acked: sender.acked - before.acked,
      delivered: this.delivered - before.delivered,
      bytes: this.bytes() - before.bytes,
      ackMs: acks.summarize(),
      deliveryMs: deliveries.summarize(),
    };
  }

  private bytes(): number {
    return this.clients.reduce((sum, client) => sum + client.bytesRead, 0);
  }

  private async drain(sender: Sender): Promise<void> {
    const expected = sender.sent * this.plan.audience;
    const acks = this.plan.target.dialect === 'socket.io' ? sender.sent : 0;
    const deadline = nowMicros() + DRAIN_MS * 1_000;
    while (sender.acked < acks || this.delivered < expected) {
      if (nowMicros() > deadline) {
        throw new Error(
          `${sender.acked} of ${acks} acks and ${this.delivered} of ${expected} deliveries ${DRAIN_MS / 1000} s after the last send`,
        );
      }
      await this.wait(20);
    }
    await this.wait(50);
    if (this.delivered > expected) throw new Error(`${this.delivered} deliveries where ${expected} were due`);
  }

  private async wait(ms: number): Promise<void> {
    await sleep(ms);
    if (this.failure) throw new Error(this.failure);
  }
}
