import type { ClientError, FailureCode } from './client-error.js';
import type { Message, PostMessage } from './contract.js';

export type OutgoingState = 'waiting' | 'sending' | 'sent' | 'failed';

/** What a message may have besides its body. */
export interface SendOptions {
  /** What it asks; in a channel, not in a thread. */
  readonly poll?: NonNullable<PostMessage['poll']>;
  /** The message of the channel that it is a reply to. It is then among what is pending in that thread. */
  readonly threadId?: string;
  /** Of a reply: the channel gets the same as a message of its own. */
  readonly alsoToChannel?: boolean;
}

/** A message that has not yet come back as a change of its channel. */
export interface PendingMessage {
  readonly clientId: string;
  /** Where it will be: of a reply, the thread. */
  readonly channelId: string;
  readonly body: string;
  readonly options: SendOptions;
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
  /** The channel that it is sent to: of a reply, the one that its thread is in. */
  sentTo: string;
  body: string;
  options: SendOptions;
  createdAt: string;
  /** Place in the outbox: messages of one channel are sent in this order. */
  order: number;
  /** Null where it has not failed. */
  error: PendingMessage['error'];
}

export type OutgoingRequest = SendOptions & Pick<SavedOutgoing, 'channelId' | 'clientId' | 'body'>;

/** One message on its way, and what is known of it. */
export class Outgoing {
  readonly clientId: string;
  readonly channelId: string;
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

  /** What the server is asked, the same each time. */
  get request(): OutgoingRequest {
    const { clientId, sentTo, body, options } = this.#saved;
    return { ...options, channelId: sentTo, clientId, body };
  }

  /** The same object for as long as nothing changes. */
  get view(): PendingMessage {
    const { clientId, channelId, body, options, createdAt } = this.#saved;
    this.#view ??= { clientId, channelId, body, options, createdAt, state: this.#state, error: this.#error };
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
  if (!whole) return [];
  const { channelId: sentTo } = saved;
  return [{ sentTo, options: {}, createdAt: '', order: 0, error: null, ...saved } as SavedOutgoing];
}
