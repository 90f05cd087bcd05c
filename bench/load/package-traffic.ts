import { setTimeout as sleep } from 'node:timers/promises';
import { type Applied, Client, MemoryStore, when } from '../../client/src/main.js';
import { makeBody, sentMicrosOf } from './body.js';
import { nowMicros } from './bytes.js';
import { Latencies } from './latencies.js';
import type { Person, TrafficPlan, TrafficResult } from './plan.js';
import type { Report } from './traffic.js';

const PATIENCE_MS = 10_000;
const A_DAY_MS = 86_400_000;

/** The same work as `Traffic`, done by clients of the package `@tertulia/client`. */
export class PackageTraffic {
  private readonly beganAt = nowMicros();
  private readonly clients: Client[] = [];
  private readonly acks = new Latencies();
  private readonly deliveries = new Latencies();
  private readonly revs = new Map<Client, number>();
  private sent = 0;
  private acked = 0;
  private delivered = 0;
  private gaps = 0;
  private measuring = false;

  constructor(
    private readonly plan: TrafficPlan,
    private readonly report: Report,
  ) {}

  async run(): Promise<TrafficResult> {
    const { pacing, warmupMs, measureMs, audience } = this.plan;
    if (pacing.by !== 'rate') throw new Error('the package is measured at a steady rate');
    await Promise.all(this.plan.people.map((person, index) => this.connect(person, index)));
    const startedAt = nowMicros();
    const pacer = setInterval(() => {
      const due = ((nowMicros() - startedAt) / 1e6) * pacing.perSecond;
      while (this.sent < due) this.send();
    }, 1);
    await sleep(warmupMs);
    const before = { acked: this.acked, delivered: this.delivered, at: nowMicros() };
    this.report.started();
    this.measuring = true;
    await sleep(measureMs);
    this.measuring = false;
    this.report.measured();
    const measured = {
      seconds: (nowMicros() - before.at) / 1e6,
      acked: this.acked - before.acked,
      delivered: this.delivered - before.delivered,
    };
    clearInterval(pacer);
    await this.until(() => this.acked === this.sent && this.delivered === this.sent * audience);
    await Promise.all(this.clients.map((client) => client.stop()));
    return {
      kind: 'traffic',
      ...measured,
      bytes: 0,
      ackMs: this.acks.summarize(),
      deliveryMs: this.deliveries.summarize(),
      totalSent: this.sent,
      totalAcked: this.acked,
      totalDelivered: this.delivered,
      gaps: this.gaps,
    };
  }

  /** As somebody who signed in before: the session stands in the client's store. */
  private async connect({ token }: Person, index: number): Promise<void> {
    const { ports } = this.plan.target;
    const store = new MemoryStore();
    const until = Date.now() + A_DAY_MS;
    const session = {
      user: { id: `${index}` },
      accessToken: token,
      refreshToken: 'none',
      expiresAt: until,
      renewAt: until,
    };
    await store.write(new Map([['session', session]]));
    const client = new Client({
      url: `http://127.0.0.1:${ports[index % ports.length]}`,
      store,
      transports: ['websocket'],
      followAll: true,
    });
    client.on('applied', (applied) => this.applied(client, applied));
    this.clients.push(client);
    await client.start();
    await when(client.connection, ({ status }) => status === 'online');
  }

  private applied(client: Client, { changes, rev, reset }: Applied): void {
    if (reset) this.revs.delete(client);
    for (const { message, rev: at } of changes) {
      const last = this.revs.get(client);
      if (last !== undefined && at !== last + 1) this.gaps++;
      this.revs.set(client, at);
      const sentMicros = sentMicrosOf(message.body);
      // What others said before this turn comes with the first page.
      if (sentMicros < this.beganAt) continue;
      this.delivered++;
      if (this.measuring) this.deliveries.add(nowMicros() - sentMicros);
    }
    this.revs.set(client, rev);
  }

  private send(): void {
    const { lanes, bodyLength } = this.plan;
    const lane = lanes[this.sent++ % lanes.length];
    const client = lane && this.clients[lane.person];
    if (!client) throw new Error('nobody writes there');
    const from = nowMicros();
    void client
      .channel(lane.channelId)
      .send(makeBody(bodyLength))
      .stored.then(() => {
        this.acked++;
        if (this.measuring) this.acks.add(nowMicros() - from);
      });
  }

  private async until(done: () => boolean): Promise<void> {
    const deadline = nowMicros() + PATIENCE_MS * 1_000;
    while (!done()) {
      if (nowMicros() > deadline) {
        throw new Error(`${this.acked} acks and ${this.delivered} deliveries of ${this.sent} messages`);
      }
      await sleep(20);
    }
  }
}
