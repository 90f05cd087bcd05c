import { backOff } from './back-off.js';
import { type ClientError, isBarred, offline, toClientError } from './client-error.js';
import type { Http } from './http.js';

/** The server writes something every 15 s. */
const SILENCE_MS = 45_000;
const RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

export interface StreamEvent {
  event: string;
  data: unknown;
}

export interface EventStreamOptions {
  http: Http;
  path: string;
  token: () => Promise<string>;
  lastId?: string | null;
  event: (event: StreamEvent) => void;
  /** Whether the stream is there now; told when it changes. `null`: it is over, and does not come back. */
  open?: ((open: boolean | null) => void) | undefined;
}

/** Takes events out of text that comes in pieces: text/event-stream, as far as servers write it. */
export class EventParser {
  #rest = '';
  #event = '';
  #data: string[] = [];
  #id: string | null = null;
  /** Of the last event that was whole. */
  lastId: string | null = null;
  /** Milliseconds that the server asks to wait before one comes back. */
  retryMs: number | null = null;

  push(text: string): StreamEvent[] {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line: string): StreamEvent[] {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id') this.#id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
    return [];
  }

  #dispatch(): StreamEvent[] {
    const [event, data] = [this.#event, this.#data.join('\n')];
    this.lastId = this.#id ?? this.lastId;
    this.#event = '';
    this.#data = [];
    if (data === '') return [];
    return [{ event, data: JSON.parse(data) as unknown }];
  }
}

/**
 * An event stream that comes back by itself after its last event, by `fetch`: unlike EventSource it says who asks in a
 * header, and is the same in browsers and Node.
 */
export class EventStream {
  readonly #options: EventStreamOptions;
  readonly #stop = new AbortController();
  #lastId: string | null;
  #failures = 0;
  #retryMs = RETRY_MS;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#lastId = options.lastId ?? null;
    void this.#run();
  }

  close(): void {
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const wait = await this.#read().catch((error: unknown) => this.#waitAfter(toClientError(error)));
      if (this.#stop.signal.aborted) return;
      this.#options.open?.(wait === null ? null : false);
      if (wait === null) return;
      await this.#pause(wait);
    }
  }

  /** Reads to the end of one answer. Resolves with how long to stay away; null where nothing comes any more. */
  async #read(): Promise<number | null> {
    const { http, path, token, event, open } = this.#options;
    const silence = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, silence.signal]);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const heard = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
    };
    try {
      heard();
      const headers = {
        authorization: `Bearer ${await token()}`,
        ...(this.#lastId !== null && { 'last-event-id': this.#lastId }),
      };
      const { status, body } = await http.stream(path, headers, signal);
      if (status === 204) return null;
      if (!body) throw offline('The stream has no body');
      open?.(true);
      const parser = new EventParser();
      for await (const text of textOf(body)) {
        heard();
        this.#failures = 0;
        for (const each of parser.push(text)) if (!this.#stop.signal.aborted) event(each);
        this.#lastId = parser.lastId ?? this.#lastId;
        this.#retryMs = parser.retryMs ?? this.#retryMs;
      }
      return this.#retryMs;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Null where there is nothing to come back for: the channel may not be read, or the session is over. */
  #waitAfter(error: ClientError): number | null {
    const { code, retryAfterMs } = error;
    if (isBarred(error) || code === 'signed_out' || code === 'validation_failed') return null;
    return retryAfterMs ?? backOff(this.#failures++, RETRY_MS, MAX_RETRY_MS);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#stop;
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
    });
  }
}

/** Browsers have no asynchronous iteration of a stream everywhere yet. */
async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield decoder.decode(value, { stream: true });
  }
}
