import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosClient } from './chaos-client.js';
import { openSocket, sendBySocket } from './chaos-socket.js';
import { now, pick } from './clock.js';
import type { Attempt, Outcome, SendFact } from './facts.js';

const CONNECT_TIMEOUT_MS = 5_000;

/** How often, of 1, a client repeats what needs no repeating. */
export interface Repeats {
  /** The same send twice at one time, by two ways. */
  twin: number;
  /** Again as soon as the ack is there. */
  atOnce: number;
  /** Again some seconds later, or when the test ends. */
  late: number;
  /** Of all attempts, by REST or a new socket, through any instance. */
  elsewhere: number;
}

export const fewRepeats: Repeats = { twin: 0.02, atOnce: 0.02, late: 0.02, elsewhere: 0.1 };

/** A client's outbox: every send is tried, with one `clientId`, until it is acked or refused for good. */
export class Sender {
  readonly sends: SendFact[] = [];
  /** Attempts that wait for their answer. */
  readonly underWay = new Set<Pick<Attempt, 'instance' | 'startedAt'>>();
  private open = 0;
  private given = false;
  private readonly hurry = new AbortController();
  private readonly random: () => number;

  constructor(
    private readonly client: ChaosClient,
    private readonly repeats: Repeats,
    private readonly onAck: (messageId: string) => void,
  ) {
    this.random = client.options.random;
  }

  /** Sends, and repeats of them, that still wait for an answer. */
  get unsettled(): number {
    return this.open;
  }

  send(channelId: string, body: string, clientId: string = randomUUID()): void {
    const send: SendFact = { clientId, channelId, authorId: this.client.options.who.userId, body, attempts: [] };
    this.sends.push(send);
    this.track(this.deliver(send));
    if (this.random() < this.repeats.twin) this.track(this.repeatUntilAnswered(send));
  }

  /** No more waiting for the right moment of a late repeat. */
  finish(): void {
    this.hurry.abort();
  }

  /** What is not answered now never will be: the checker calls it unsettled. */
  giveUp(): void {
    this.given = true;
    this.finish();
  }

  private track(work: Promise<unknown>): void {
    this.open++;
    void work.finally(() => this.open--);
  }

  private async deliver(send: SendFact): Promise<void> {
    if (!(await this.repeatUntilAnswered(send))) return;
    const dice = this.random();
    if (dice < this.repeats.atOnce) this.track(this.repeatUntilAnswered(send));
    else if (dice < this.repeats.atOnce + this.repeats.late) this.track(this.repeatLate(send));
  }

  private async repeatLate(send: SendFact): Promise<void> {
    await sleep(1_000 + this.random() * 6_000, undefined, { signal: this.hurry.signal }).catch(() => undefined);
    await this.repeatUntilAnswered(send);
  }

  /** Answers whether it was acked; not so when it was refused for good or the test gave up. */
  private async repeatUntilAnswered(send: SendFact): Promise<boolean> {
    while (!this.given) {
      const attempt = await this.attempt(send);
      if (attempt) send.attempts.push(attempt);
      if (attempt?.outcome.kind === 'acked') {
        this.onAck(attempt.outcome.message.id);
        return true;
      }
      if (attempt?.outcome.kind === 'refused') return false;
      await sleep(100 + this.random() * 400);
    }
    return false;
  }

  /** Null where there was no way to try at the moment. */
  private async attempt({ channelId, clientId, body }: SendFact): Promise<Attempt | null> {
    const { instances, who } = this.client.options;
    const payload = { channelId, clientId, body };
    const elsewhere = this.random() < (this.client.ready ? this.repeats.elsewhere : 0.3);
    if (!elsewhere) {
      const { ready } = this.client;
      return ready && this.timed('socket', ready.instance, () => sendBySocket(ready.socket, payload));
    }
    const instance = Math.floor(this.random() * instances.length);
    const api = pick(instances.slice(instance, instance + 1), this.random);
    return this.random() < 0.8
      ? this.timed('rest', instance, () => api.send(who, channelId, clientId, body))
      : this.timed('new socket', instance, () => this.sendByNewSocket(api.url, payload));
  }

  private async timed(route: Attempt['route'], instance: number, send: () => Promise<Outcome>): Promise<Attempt> {
    const begun = { instance, startedAt: now() };
    this.underWay.add(begun);
    try {
      const outcome = await send();
      return { route, ...begun, endedAt: now(), outcome };
    } finally {
      this.underWay.delete(begun);
    }
  }

  private async sendByNewSocket(url: string, payload: Parameters<typeof sendBySocket>[1]): Promise<Outcome> {
    const socket = openSocket(url, this.client.options.who, ['websocket']);
    try {
      const connected = await new Promise<boolean>((resolve) => {
        socket.once('ready', () => resolve(true));
        socket.once('connect_error', () => resolve(false));
        socket.once('disconnect', () => resolve(false));
        setTimeout(() => resolve(false), CONNECT_TIMEOUT_MS).unref();
      });
      return connected ? await sendBySocket(socket, payload) : { kind: 'cut' };
    } finally {
      socket.disconnect();
    }
  }
}
