import type { ClientError, FailureCode } from './client-error.js';
import type { Message } from './contract.js';

export type OutgoingState = 'waiting' | 'sending' | 'sent' | 'failed';

/** A message that has not yet come back as a change of its channel. */
export interface PendingMessage {
  readonly clientId: string;
  readonly channelId: string;
  readonly body: string;
  readonly createdAt: string;
  /** `waiting` to be sent or sent again, `sending`, `sent` and stored by the server, `failed` for good. */
  readonly state: OutgoingState;
  /** Why it failed, or waits to be sent again. */
  readonly error: { code: FailureCode; message: string } | null;
}

/** What the store has of a message that is still to be sent. */
export interface SavedOutgoing {
  clientId: string;
  channelId: string;
  body: string;
  createdAt: string;
  /** Place in the outbox: messages of one channel are sent in this order. */
  order: number;
  /** Null where it has not failed. */
  error: PendingMessage['error'];
}

/** One message on its way, and what is known of it. */
export class Outgoing {
  readonly clientId: string;
  readonly channelId: string;
  readonly body: string;
  readonly stored: Promise<Message>;
  /** Of the change that the server stored; null until its ack. */
  rev: number | null = null;
  /** How often the server answered with a failure of its own. */
  bugs = 0;
  #saved: SavedOutgoing;
  #state: OutgoingState;
  #error: PendingMessage['error'];
  #settle!: { resolve: (message: Message) => void; reject: (error: ClientError) => void };
  #view: PendingMessage | null = null;

  constructor(saved: SavedOutgoing) {
    this.#saved = saved;
    this.clientId = saved.clientId;
    this.channelId = saved.channelId;
    this.body = saved.body;
    this.#state = saved.error ? 'failed' : 'waiting';
    this.#error = saved.error;
    this.stored = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    // Nobody need wait for it.
    this.stored.catch(() => undefined);
  }

  get state(): OutgoingState {
    return this.#state;
  }

  get saved(): SavedOutgoing {
    return { ...this.#saved, error: this.#state === 'failed' ? this.#error : null };
  }

  /** The same object for as long as nothing changes. */
  get view(): PendingMessage {
    const { clientId, channelId, body, createdAt } = this.#saved;
    this.#view ??= { clientId, channelId, body, createdAt, state: this.#state, error: this.#error };
    return this.#view;
  }

  sending(): void {
    this.#become('sending', null);
  }

  wait({ code, message }: ClientError): void {
    this.#become('waiting', { code, message });
  }

  store(message: Message): void {
    this.rev = message.rev;
    this.#become('sent', null);
    this.#settle.resolve(message);
  }

  fail(error: ClientError): void {
    this.#become('failed', { code: error.code, message: error.message });
    this.#settle.reject(error);
  }

  again(order: number): void {
    this.#saved = { ...this.#saved, order };
    this.bugs = 0;
    this.#become('waiting', null);
  }

  #become(state: OutgoingState, error: PendingMessage['error']): void {
    this.#state = state;
    this.#error = error;
    this.#view = null;
  }
}

/** What the store gives back, where it is what was put there. */
export function savedOutgoing(value: unknown): SavedOutgoing[] {
  const saved = value as Partial<SavedOutgoing> | null;
  const whole =
    typeof saved?.clientId === 'string' && typeof saved.channelId === 'string' && typeof saved.body === 'string';
  return whole ? [{ createdAt: '', order: 0, error: null, ...saved } as SavedOutgoing] : [];
}
