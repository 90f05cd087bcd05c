import { io, type Socket } from 'socket.io-client';
import { ClientError, fromAck, noAnswer, offline } from './client-error.js';
import type { AckError, Ready, RequestInputs, RequestOutputs } from './contract.js';
import type { Link, LinkHandler, LinkRequest, LiveEvents, TransportName } from './link.js';

const ANSWER_TIMEOUT_MS = 8_000;

/** A record, so that the compiler misses the one that is not in it. */
const EVENTS: Record<keyof LiveEvents, true> = {
  'channel:changes': true,
  'channel:joined': true,
  'channel:updated': true,
  'channel:silence': true,
  'channel:left': true,
  'channel:read': true,
  typing: true,
  presence: true,
  notification: true,
  draft: true,
  saved: true,
  sidebar: true,
  groups: true,
  'personal:resync': true,
  job: true,
  scheduled: true,
  reminder: true,
  resync: true,
  'server:draining': true,
};

type Ack = { ok: true; data: unknown } | { ok: false; error: AckError };

export interface SocketLinkOptions {
  url: string;
  transport: Exclude<TransportName, 'sse'>;
  token: () => Promise<string>;
  /** How long it may take to `ready`. */
  connectWithinMs: number;
  handler: LinkHandler;
}

/** One Socket.IO connection over one transport; whoever opens it decides when and where there is another. */
export class SocketLink implements Link {
  readonly transport: Exclude<TransportName, 'sse'>;
  readonly url: string;
  readonly openedAt = Date.now();
  readonly #socket: Socket;
  readonly #handler: LinkHandler;
  readonly #watchdog: ReturnType<typeof setTimeout>;
  #over = false;

  constructor({ url, transport, token, connectWithinMs, handler }: SocketLinkOptions) {
    this.transport = transport;
    this.url = url;
    this.#handler = handler;
    this.#watchdog = setTimeout(() => this.#end(null), connectWithinMs);
    this.#socket = io(url, {
      forceNew: true,
      reconnection: false,
      transports: [transport],
      upgrade: false,
      timeout: connectWithinMs,
      auth: (give) => {
        token().then(
          (good) => give({ token: good }),
          (error: unknown) => this.#end(error instanceof ClientError ? error : null),
        );
      },
    });
    this.#listen();
  }

  async request<R extends LinkRequest>(name: R, input: RequestInputs[R]): Promise<RequestOutputs[R]> {
    if (this.#over) throw offline();
    let ack: Ack;
    try {
      ack = (await this.#socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck(name, input)) as Ack;
    } catch {
      if (this.#over) throw offline('The connection ended');
      // Every request is answered: where none comes, the way is broken however whole it looks.
      this.#end(null);
      throw noAnswer();
    }
    if (!ack.ok) throw fromAck(ack.error);
    return ack.data as RequestOutputs[R];
  }

  follow(): void {
    // The server sends all channels of the user.
  }

  unfollow(): void {
    // It goes on doing so.
  }

  close(): void {
    this.#over = true;
    clearTimeout(this.#watchdog);
    this.#socket.disconnect();
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('ready', (ready: Ready) => {
      clearTimeout(this.#watchdog);
      if (this.#over) return;
      this.#handler.ready(this, ready);
      this.#handler.inbox(this);
    });
    for (const name of Object.keys(EVENTS) as (keyof LiveEvents)[]) {
      socket.on(name, (data: LiveEvents[typeof name]) => {
        if (!this.#over) this.#handler.event(this, name, data);
      });
    }
    socket.on('connect_error', (error) => this.#end(refusalOf(error)));
    socket.on('disconnect', () => this.#end(null));
  }

  #end(refusal: ClientError | null): void {
    if (this.#over) return;
    this.close();
    this.#handler.closed(this, refusal);
  }
}

const refusalOf = (error: Error): ClientError | null => {
  const data = 'data' in error ? (error.data as AckError | undefined) : undefined;
  return data?.code ? fromAck(data) : null;
};
