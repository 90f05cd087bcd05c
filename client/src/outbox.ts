import { backOff } from './back-off.js';
import { ClientError, isFinal, toClientError } from './client-error.js';
import type { Message, SentMessage } from './contract.js';
import type { Keeper } from './keeper.js';
import { Outgoing, type OutgoingRequest, type PendingMessage, savedOutgoing, type SendOptions } from './outgoing.js';
import { randomId } from './random-id.js';

const PREFIX = 'outbox:';
/** `internal` is a bug of the server's: it may be one that this message brings about each time. */
const MAX_BUGS = 5;

/** What `send` answers at once. */
export interface Sending {
  readonly clientId: string;
  /** The message will be sent, also by a client that is started later from the same store. */
  readonly kept: Promise<void>;
  /** The server has stored it. Rejects when it failed for good or was discarded. */
  readonly stored: Promise<Message>;
}

export interface OutboxOptions {
  keeper: Keeper;
  send: (message: OutgoingRequest) => Promise<SentMessage>;
  /** The messages of this channel are others, or in another state. */
  changed: (channelId: string) => void;
  /** The rev up to which the channel's changes were applied; null where no copy of it is kept. */
  cursorOf: (channelId: string) => number | null;
}

/** Sends each channel's messages one after the other, under the same `clientId` until the server has them. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #messages = new Map<string, Outgoing>();
  readonly #busy = new Set<string>();
  /** Channels that the server said to wait in. */
  readonly #resting = new Map<string, ReturnType<typeof setTimeout>>();
  #order = 0;
  #failures = 0;
  #resumption: ReturnType<typeof setTimeout> | null = null;
  #open = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** What an earlier client left in the store. */
  restore(entries: ReadonlyMap<string, unknown>): void {
    const saved = [...entries].flatMap(([key, value]) => (key.startsWith(PREFIX) ? savedOutgoing(value) : []));
    for (const message of saved.toSorted((a, b) => a.order - b.order)) {
      this.#messages.set(message.clientId, new Outgoing(message));
      this.#order = Math.max(this.#order, message.order);
    }
  }

  of(channelId: string): readonly PendingMessage[] {
    return [...this.#messages.values()].filter((message) => message.channelId === channelId).map((each) => each.view);
  }

  /** How many the server is not known to have. */
  get unsent(): number {
    return [...this.#messages.values()].filter(({ state }) => state !== 'sent').length;
  }

  add(sentTo: string, body: string, options: SendOptions = {}): Sending {
    const clientId = randomId();
    const createdAt = new Date().toISOString();
    const channelId = options.threadId ?? sentTo;
    const order = ++this.#order;
    const message = new Outgoing({ clientId, channelId, sentTo, body, options, createdAt, order, error: null });
    this.#messages.set(clientId, message);
    const kept = this.#keep(message);
    // Nobody need wait for it: it is tried again.
    kept.catch(() => undefined);
    this.#options.changed(channelId);
    void this.#pump(channelId);
    return { clientId, kept, stored: message.stored };
  }

  /** A message that failed goes to the end of its channel's queue. Answers false where there is none. */
  retry(clientId: string): boolean {
    const message = this.#messages.get(clientId);
    if (message?.state !== 'failed') return false;
    this.#messages.delete(clientId);
    this.#messages.set(clientId, message);
    message.again(++this.#order);
    void this.#keep(message).catch(() => undefined);
    this.#options.changed(message.channelId);
    void this.#pump(message.channelId);
    return true;
  }

  /** A message that waits or failed is given up. One that was sent before may be there all the same. */
  discard(clientId: string): boolean {
    const message = this.#messages.get(clientId);
    if (message?.state !== 'failed' && message?.state !== 'waiting') return false;
    message.fail(new ClientError('conflict', 'The message was discarded'));
    this.#forget(message);
    return true;
  }

  /** There is a way to the server now, or none any more. */
  open(isOpen: boolean): void {
    this.#open = isOpen;
    if (this.#resumption) clearTimeout(this.#resumption);
    this.#resumption = null;
    for (const rest of this.#resting.values()) clearTimeout(rest);
    this.#resting.clear();
    this.#failures = 0;
    if (isOpen) this.#pumpAll();
  }

  /**
   * The channel's changes up to `cursor` were applied, these messages of the user's own among them: those were stored,
   * whether or not their ack came. What was stored up to there is in the channel, or older than its copy.
   */
  applied(channelId: string, own: readonly Message[], cursor: number): void {
    for (const message of own) {
      const sent = this.#messages.get(message.clientId);
      // What was said in a thread and to its channel too is there twice under one id.
      if (sent?.channelId === message.channelId) sent.store(message);
    }
    for (const message of this.#messages.values()) {
      if (message.channelId === channelId && message.rev !== null && message.rev <= cursor) this.#remove(message);
    }
    this.#options.changed(channelId);
  }

  /** Nothing is to be sent any more, here or by a later client. */
  clear(): void {
    for (const message of this.#messages.values()) {
      message.fail(new ClientError('signed_out', 'The user signed out'));
      this.#forget(message);
    }
  }

  #pumpAll(): void {
    for (const { channelId } of this.#messages.values()) void this.#pump(channelId);
  }

  async #pump(channelId: string): Promise<void> {
    if (this.#busy.has(channelId)) return;
    this.#busy.add(channelId);
    while (this.#open && !this.#resumption && !this.#resting.has(channelId)) {
      const next = [...this.#messages.values()].find(
        (each) => each.channelId === channelId && each.state === 'waiting',
      );
      if (!next) break;
      await this.#attempt(next);
    }
    this.#busy.delete(channelId);
  }

  async #attempt(message: Outgoing): Promise<void> {
    const { clientId, channelId } = message;
    message.sending();
    this.#options.changed(channelId);
    try {
      const { message: stored } = await this.#options.send(message.request);
      this.#failures = 0;
      if (this.#messages.get(clientId) === message) this.#acked(message, stored);
    } catch (error) {
      if (this.#messages.get(clientId) === message) this.#missed(message, toClientError(error));
    }
  }

  /** It stays to be seen until its change arrives; the store need not know of it any more. */
  #acked(message: Outgoing, stored: Message): void {
    message.store(stored);
    const cursor = this.#options.cursorOf(message.channelId);
    if (cursor === null || cursor >= stored.rev) return this.#forget(message);
    this.#options.keeper.mark(PREFIX + message.clientId, () => null);
    this.#options.changed(message.channelId);
  }

  #missed(message: Outgoing, error: ClientError): void {
    if (isFinal(error) || (error.code === 'internal' && ++message.bugs >= MAX_BUGS)) {
      message.fail(error);
      void this.#keep(message).catch(() => undefined);
    } else {
      message.wait(error);
      this.#pause(message.channelId, error);
    }
    this.#options.changed(message.channelId);
  }

  /** Outages are the server's: all messages wait. A limit may be the channel's slow mode, and holds up that channel alone. */
  #pause(channelId: string, { code, retryAfterMs }: ClientError): void {
    if (code === 'signed_out' || code === 'unauthenticated') return this.open(false);
    if (!this.#open || this.#resumption) return;
    if (code === 'rate_limited' && retryAfterMs !== undefined) return this.#rest(channelId, retryAfterMs);
    const wait = retryAfterMs ?? backOff(this.#failures++);
    this.#resumption = setTimeout(() => {
      this.#resumption = null;
      this.#pumpAll();
    }, wait);
  }

  #rest(channelId: string, ms: number): void {
    const wake = () => {
      this.#resting.delete(channelId);
      void this.#pump(channelId);
    };
    this.#resting.set(channelId, setTimeout(wake, ms));
  }

  #keep(message: Outgoing): Promise<void> {
    return this.#options.keeper.keep(PREFIX + message.clientId, () =>
      this.#messages.get(message.clientId) === message && message.state !== 'sent' ? message.saved : null,
    );
  }

  #forget(message: Outgoing): void {
    this.#remove(message);
    this.#options.changed(message.channelId);
  }

  #remove({ clientId }: Outgoing): void {
    this.#messages.delete(clientId);
    this.#options.keeper.mark(PREFIX + clientId, () => null);
  }
}
