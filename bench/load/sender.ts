import { makeBody, nextClientId } from './body.js';
import { nowMicros } from './bytes.js';
import type { ChatClient } from './chat-client.js';
import { Latencies } from './latencies.js';
import type { TrafficPlan } from './plan.js';

const ANSWERED = -1;

/** Sends in the plan's pace over its lanes and keeps count of what was acked. */
export class Sender {
  sent = 0;
  acked = 0;
  /** Once set, acks cause no further sends. */
  stopped = false;
  latencies: Latencies | null = null;
  private readonly sentAt: number[] = [];
  private readonly rounds: number[] = [];
  private readonly lanes: { client: ChatClient; channelId: string }[];
  private readonly touched = new Set<ChatClient>();
  private nextLane = 0;

  constructor(
    private readonly plan: TrafficPlan,
    clients: ChatClient[],
  ) {
    this.lanes = plan.lanes.flatMap(({ person, channelId }) => {
      const client = clients[person];
      return client ? [{ client, channelId }] : [];
    });
  }

  /** Lane by lane, so that nobody writes twice before the others have written. */
  sendOne(): void {
    const lane = this.nextLane;
    this.nextLane = (lane + 1) % this.lanes.length;
    this.sendOn(lane);
  }

  onAck(id: number, ok: boolean): void {
    const at = this.sentAt[id];
    if (!ok) throw new Error(`send ${id} was refused`);
    if (at === undefined || at === ANSWERED) throw new Error(`send ${id} was acked twice or never sent`);
    this.sentAt[id] = ANSWERED;
    this.acked++;
    this.latencies?.add(nowMicros() - at);
    if (this.plan.pacing.by === 'acks' && !this.stopped) this.sendOn(id % this.lanes.length);
  }

  flush(): void {
    if (this.touched.size === 0) return;
    for (const client of this.touched) client.flush();
    this.touched.clear();
  }

  /** Ids are dealt so that an ack's id names its lane: `id % lanes`. */
  private sendOn(lane: number): void {
    const target = this.lanes[lane];
    if (!target) throw new Error('a plan needs at least one lane');
    const id = this.nextId(lane);
    this.sentAt[id] = nowMicros();
    this.sent++;
    target.client.send(id, target.channelId, nextClientId(), makeBody(this.plan.bodyLength));
    this.touched.add(target.client);
  }

  private nextId(lane: number): number {
    const round = this.rounds[lane] ?? 0;
    this.rounds[lane] = round + 1;
    return round * this.lanes.length + lane;
  }
}
