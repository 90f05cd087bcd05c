import { z } from 'zod';
import {
  type Applied,
  Client,
  type ClientOptions,
  type PendingMessage,
  type TransportName,
} from '../../../client/src/main.js';
import { now } from './clock.js';
import type { AppliedFact, Attempt, DeviceFact, Outcome, SendFact } from './facts.js';
import { MortalStore } from './mortal-store.js';
import type { Session } from './session.js';
import { ChangesFrame, WireMessage } from './wire.js';

const Saved = z.object({
  id: z.string(),
  cursor: z.int(),
  floor: z.int(),
  messages: z.array(z.object({ id: z.string() })),
});

export interface LibraryDeviceOptions {
  device: string;
  who: Session;
  channels: readonly string[];
  random: () => number;
  client: ClientOptions;
}

interface OpenSend extends SendFact {
  startedAt: number;
  kept: boolean;
  settled: boolean;
}

/** A device that runs `@tertulia/client`, dies and is started again from its store, with all that it was shown. */
export class LibraryDevice {
  readonly fact: DeviceFact;
  client: Client;
  restarts = 0;
  resets = 0;
  switches = 0;
  /** Messages that were written when the client died, and had not got as far as its store. */
  unkept = 0;
  private readonly store: MortalStore;
  private readonly opened = new Map<string, OpenSend>();

  constructor(readonly options: LibraryDeviceOptions) {
    const { device, who, channels, random } = options;
    const applied = new Map(channels.map((channelId): [string, AppliedFact[]] => [channelId, []]));
    this.fact = { device, userId: who.userId, connections: [], received: [], applied, complaints: [] };
    this.store = new MortalStore(random);
    this.client = this.newClient();
  }

  get sends(): SendFact[] {
    return [...this.opened.values()];
  }

  /** Messages in its outbox that have neither an ack nor a refusal. */
  get unsettled(): number {
    return this.pending().filter(({ state }) => state !== 'failed').length;
  }

  get ready(): boolean {
    const open = this.options.channels.every((id) => this.client.channel(id).snapshot().status === 'open');
    return open && this.client.connection.snapshot().status === 'online';
  }

  async signIn(): Promise<void> {
    const { login, password } = this.options.who;
    await this.client.login({ login, password });
  }

  /** The last rev that it was shown. */
  cursor(channelId: string): number {
    return this.fact.applied.get(channelId)?.at(-1)?.rev ?? 0;
  }

  send(channelId: string, body: string): void {
    const sending = this.client.channel(channelId).send(body);
    const { clientId } = sending;
    const { userId } = this.fact;
    const send = {
      clientId,
      channelId,
      authorId: userId,
      body,
      attempts: [],
      startedAt: now(),
      kept: false,
      settled: false,
    };
    this.opened.set(clientId, send);
    sending.kept.then(
      () => (send.kept = true),
      () => undefined,
    );
    sending.stored.then(
      (message) => this.settle(clientId, { kind: 'acked', message: WireMessage.parse(message), duplicate: false }),
      (error: { code: string }) => this.settle(clientId, { kind: 'refused', code: error.code }),
    );
  }

  use(transports: readonly TransportName[]): void {
    this.switches++;
    this.client.use(transports);
  }

  /** As by `kill -9`, and started again from what is on its disk. */
  async restart(): Promise<void> {
    this.restarts++;
    this.store.die();
    const dead = this.client;
    this.client = this.newClient();
    // Its process is gone, and its connection with it; what it would still write goes nowhere.
    void dead.stop();
    for (const [clientId, send] of this.opened) {
      if (send.settled || send.kept) continue;
      this.unkept++;
      this.opened.delete(clientId);
    }
    await this.forgetUnsaved();
    await this.client.start();
  }

  async stop(): Promise<void> {
    await this.client.stop();
  }

  /** What a later life was told of an earlier one's messages: those that have left the outbox were stored, it says. */
  closeBooks(stored: ReadonlyMap<string, WireMessage>): void {
    const pending = new Map(this.pending().map((message) => [message.clientId, message]));
    for (const { clientId, settled } of this.opened.values()) {
      if (settled) continue;
      const [left, message] = [pending.get(clientId), stored.get(clientId)];
      if (left) this.settle(clientId, { kind: 'refused', code: left.error?.code ?? left.state });
      else if (message) this.settle(clientId, { kind: 'acked', message, duplicate: false });
      else this.fact.complaints.push(`the message ${clientId} was kept, and is forgotten`);
    }
  }

  private pending(): PendingMessage[] {
    return this.options.channels.flatMap((id) => this.client.channel(id).snapshot().pending);
  }

  private newClient(): Client {
    const client = new Client({ ...this.options.client, store: this.store.mount(), followAll: true });
    const isMine = (): boolean => this.client === client;
    client.on('channel:changes', (run) => {
      if (isMine() && this.options.channels.includes(run.channelId)) {
        this.fact.received.push({
          connection: this.fact.device,
          source: 'live',
          ...ChangesFrame.parse(run),
          at: now(),
        });
      }
    });
    client.on('applied', (applied) => {
      if (isMine()) this.onApplied(applied);
    });
    return client;
  }

  private onApplied({ channelId, reset, changes, rev }: Applied): void {
    const log = this.fact.applied.get(channelId);
    if (!log) return;
    const at = now();
    const since = reset ? 0 : this.cursor(channelId);
    const parsed = ChangesFrame.parse({ channelId, since, rev, changes });
    this.fact.received.push({ connection: this.fact.device, source: 'sync', ...parsed, at });
    if (reset) this.resets++;
    for (const [i, change] of parsed.changes.entries()) {
      log.push({ ...change, at, reset: reset && i === 0 });
      const { message } = change;
      if (message.authorId === this.fact.userId)
        this.settle(message.clientId, { kind: 'acked', message, duplicate: false });
    }
  }

  private settle(clientId: string, outcome: Outcome): void {
    const send = this.opened.get(clientId);
    if (!send || send.settled) return;
    send.settled = true;
    const attempt: Attempt = { route: 'socket', instance: 0, startedAt: send.startedAt, endedAt: now(), outcome };
    send.attempts.push(attempt);
  }

  /** What it was shown and had not kept is forgotten with its memory; what it kept must be all up to its cursor. */
  private async forgetUnsaved(): Promise<void> {
    const saved = new Map<string, z.infer<typeof Saved>>();
    for (const [key, value] of await this.store.load()) {
      if (key.startsWith('channel:')) saved.set(Saved.parse(value).id, Saved.parse(value));
    }
    for (const [channelId, log] of this.fact.applied) {
      const { cursor, floor, messages } = saved.get(channelId) ?? { cursor: 0, floor: 1, messages: [] };
      log.splice(0, log.length, ...log.filter(({ rev }) => rev <= cursor));
      const held = new Set(messages.map(({ id }) => id));
      const missing = log.filter(({ message }) => message.seq >= floor && !held.has(message.id));
      if (missing.length > 0) {
        this.fact.complaints.push(
          `the store's cursor ${cursor} of ${channelId} is ahead of ${missing.length} messages`,
        );
      }
    }
  }
}
