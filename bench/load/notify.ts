import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { makeBody, nextClientId } from './body.js';
import { nowMicros } from './bytes.js';
import type { ChatClient } from './chat-client.js';
import { gather } from './crowd.js';
import { DirectTalk } from './direct-talk.js';
import type { NotifyPlan, NotifyResult } from './plan.js';
import type { Report } from './traffic.js';

const BODY_LENGTH = 100;
const WARMUP = 20;
const POLL_MS = 10;
const PATIENCE_MS = 45_000;

/** One turn: talk, a cry to the crowd, or both. The crowd has been told when the database holds a line for each of them. */
export async function runNotify(plan: NotifyPlan, report: Report): Promise<NotifyResult> {
  const database = new Client({ connectionString: plan.databaseUrl });
  await database.connect();
  // Connected until the process is ended: a backend that ends while CPU is read would count as none.
  return new NotifyTurn(plan, database).run(report);
}

class NotifyTurn {
  private clients: ChatClient[] = [];
  private talk: DirectTalk | null = null;
  private cried: (() => void) | null = null;
  private told = false;
  private failure: string | null = null;

  constructor(
    private readonly plan: NotifyPlan,
    private readonly database: Client,
  ) {}

  async run(report: Report): Promise<NotifyResult> {
    const talk = await this.connect();
    for (let index = 0; index < WARMUP; index++) await talk.say();
    talk.takeDelays();
    await this.settled();

    report.started();
    const startedAt = nowMicros();
    const toldIn = this.plan.crier ? await this.crowded(talk, this.plan.crier.channels[0] ?? '') : null;
    if (!this.plan.crier) for (let index = 0; index < (this.plan.directs ?? 0); index++) await talk.say();
    const seconds = toldIn ?? (nowMicros() - startedAt) / 1e6;
    const delayMs = talk.takeDelays();
    // Whatever a commit still has to do after it belongs to its cost.
    await this.settled();
    report.measured();
    if (this.failure !== null) throw new Error(this.failure);
    for (const client of this.clients) client.close();
    return { kind: 'notify', seconds, delayMs, acked: talk.acked + (this.plan.crier ? 1 : 0) };
  }

  private async connect(): Promise<DirectTalk> {
    const { target, sender, receiver, crier } = this.plan;
    this.clients = await gather({
      target,
      people: [sender, receiver, ...(crier ? [crier] : [])],
      concurrency: 1,
      watchEvery: 1,
      events: (index) => ({
        onAck: (_id, ok) => this.onAck(index, ok),
        onDelivered: () => undefined,
        onSeen: () => undefined,
        ...(index === 1 && { onNotified: (sentMicros: number) => this.talk?.onNotified(sentMicros) }),
        onIdle: () => undefined,
        onFailure: (reason) => (this.failure ??= reason),
      }),
    });
    const [first] = this.clients;
    if (!first) throw new Error('nobody connected');
    this.talk = new DirectTalk(first, sender.channels[0] ?? '');
    return this.talk;
  }

  private onAck(index: number, ok: boolean): void {
    if (!ok) throw new Error('a message was refused');
    if (index === 0) this.talk?.onAck();
    else this.cried?.();
  }

  /** Answers after how many seconds everybody had their line. Those who talk go on until then. */
  private async crowded(talk: DirectTalk, channelId: string): Promise<number> {
    await this.cry(channelId);
    const from = nowMicros();
    const watching = this.reached(channelId).then(() => {
      this.told = true;
      return (nowMicros() - from) / 1e6;
    });
    // The last of them may be told after the crowd: it waited behind it like the others.
    while (this.plan.directs !== null && !this.told) await talk.say();
    const seconds = await watching;
    await this.check(channelId);
    return seconds;
  }

  private async cry(channelId: string): Promise<void> {
    const crier = this.clients.at(-1);
    await new Promise<void>((resolve) => {
      this.cried = resolve;
      crier?.send(0, channelId, nextClientId(), `${makeBody(BODY_LENGTH)} @channel`);
      crier?.flush();
    });
  }

  /** The cursor moves in the commit of the last lines: cheaper to ask for than their count. */
  private async reached(channelId: string): Promise<void> {
    const deadline = nowMicros() + PATIENCE_MS * 1_000;
    for (;;) {
      const { rowCount } = await this.database.query({
        name: 'reached',
        text: `select 1 from channels c join log_cursors l on l.channel_id = c.id and l.seq >= c.seq where c.id = $1`,
        values: [channelId],
      });
      if (rowCount === 1) return;
      if (nowMicros() > deadline) throw new Error('not everybody was told');
      await sleep(POLL_MS);
    }
  }

  private async check(channelId: string): Promise<void> {
    const { rows } = await this.database.query<{ lines: string; people: string }>(
      `select count(*) as lines, count(distinct user_id) as people from notifications
       where message_id = (select id from messages where channel_id = $1 order by seq desc limit 1)`,
      [channelId],
    );
    const [{ lines, people } = { lines: '0', people: '0' }] = rows;
    if (Number(lines) !== this.plan.audience || Number(people) !== this.plan.audience) {
      throw new Error(`${lines} lines for ${people} people where there should be ${this.plan.audience}`);
    }
  }

  /** Until everybody was told of everything that was committed. */
  private async settled(): Promise<void> {
    const deadline = nowMicros() + PATIENCE_MS * 1_000;
    for (;;) {
      const { rowCount } = await this.database.query('select 1 from outbox limit 1');
      if (rowCount === 0) return;
      if (nowMicros() > deadline) throw new Error('the outbox does not empty');
      await sleep(POLL_MS);
    }
  }
}
