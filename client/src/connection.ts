import { backOff } from './back-off.js';
import { type ClientError, type FailureCode, offline } from './client-error.js';
import type { RequestInputs, RequestOutputs } from './contract.js';
import { Ladder } from './ladder.js';
import type { Greeting, Link, LinkHandler, LinkRequest, LiveEvents, TransportName } from './link.js';
import { View } from './observable.js';
import type { Sites } from './sites.js';

const BACK_OFF_MS = 300;
const MAX_BACK_OFF_MS = 15_000;
/** So that clients of an instance that went away do not all come at once. */
const SPREAD_MS = 500;
const STEP_MS = 50;
/** A browser tells when its network goes and comes back; elsewhere nobody does. */
const network = globalThis as Partial<EventTarget>;

export type ConnectionState =
  /** Nobody is signed in. `error` where the server ended the session. */
  | { readonly status: 'signed out'; readonly error: Failure | null }
  /** Stopped, or not started yet. */
  | { readonly status: 'offline' }
  | { readonly status: 'connecting'; readonly transport: TransportName }
  /** Connected; what was missed is being fetched. */
  | { readonly status: 'catching up'; readonly transport: TransportName }
  | { readonly status: 'online'; readonly transport: TransportName }
  /** Still connected, to an instance that stops; a connection to another is being made. */
  | { readonly status: 'draining'; readonly transport: TransportName }
  /** `at`: when it is tried again, milliseconds since 1970. */
  | { readonly status: 'reconnecting'; readonly at: number; readonly attempt: number; readonly error: Failure | null };

interface Failure {
  readonly code: FailureCode;
  readonly message: string;
}

export interface ConnectionOptions {
  sites: Sites;
  transports: readonly TransportName[];
  open: (transport: TransportName, url: string, handler: LinkHandler) => Link;
  /** Resolves when there is a token that was not refused yet. */
  renew: () => Promise<unknown>;
  handler: LinkHandler;
  /** How often a better transport is tried than the one in use. */
  betterEveryMs: number;
}

/** Keeps one link to the server: opens it, opens another where it ends, and changes to a better one. */
export class Connection {
  readonly state: View<ConnectionState>;
  readonly #options: ConnectionOptions;
  #ladder: Ladder;
  #current: Link | null = null;
  /** Being opened, alone or beside the current one. */
  #candidate: Link | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #better: ReturnType<typeof setTimeout> | undefined;
  #state: ConnectionState = { status: 'offline' };
  #running = false;
  #draining = false;
  #attempt = 0;
  /** Failures since the last good link; they make the pauses longer. */
  #rounds = 0;
  #renewed = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#ladder = new Ladder(options.transports, options.sites.count);
    this.state = new View(() => this.#state);
  }

  get link(): Link | null {
    return this.#current;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    network.addEventListener?.('online', this.#onNetwork);
    network.addEventListener?.('offline', this.#onNoNetwork);
    this.#rounds = 0;
    this.#attempt = 0;
    this.#renewed = false;
    this.#open();
  }

  /** Ends it for good, or until it is started again. */
  stop(state: ConnectionState): void {
    this.#running = false;
    this.#draining = false;
    network.removeEventListener?.('online', this.#onNetwork);
    network.removeEventListener?.('offline', this.#onNoNetwork);
    clearTimeout(this.#timer);
    clearTimeout(this.#better);
    this.#candidate?.close();
    this.#current?.close();
    this.#candidate = null;
    this.#current = null;
    this.#become(state);
  }

  /** Does not wait for the next attempt. */
  hurry(): void {
    if (!this.#running || this.#current || this.#candidate) return;
    this.#rounds = 0;
    this.#openAfter(0);
  }

  /** Other transports from now on, the best first. */
  use(transports: readonly TransportName[]): void {
    this.#ladder = new Ladder(transports, this.#options.sites.count);
    if (!this.#running) return;
    this.#candidate?.close();
    this.#candidate = null;
    const link = this.#current;
    if (link?.transport !== this.#ladder.transport || this.#draining) return this.#openAfter(0);
    this.#ladder.opened(link.transport);
    this.#lookForBetter(link);
  }

  /** Nothing is missing any more. */
  caughtUp(): void {
    if (this.#state.status === 'catching up') this.#become({ ...this.#state, status: 'online' });
  }

  request<R extends LinkRequest>(name: R, input: RequestInputs[R]): Promise<RequestOutputs[R]> {
    return this.#current ? this.#current.request(name, input) : Promise.reject(offline());
  }

  readonly #onNetwork = (): void => this.hurry();

  /** The link would hear of it by its next ping, half a minute later. */
  readonly #onNoNetwork = (): void => {
    const link = this.#current;
    if (!link) return;
    this.#current = null;
    link.close();
    this.#options.handler.closed(link, null);
    this.#openAfter(this.#backOff());
  };

  readonly #handler: LinkHandler = {
    ready: (link, ready) => this.#onReady(link, ready),
    event: (link, name, data) => this.#onEvent(link, name, data),
    channels: (link, channels, askedAt) => {
      if (link === this.#current) this.#options.handler.channels(link, channels, askedAt);
    },
    inbox: (link) => {
      if (link === this.#current) this.#options.handler.inbox(link);
    },
    closed: (link, refusal) => this.#onClosed(link, refusal),
  };

  #onReady(link: Link, ready: Greeting): void {
    if (link !== this.#candidate) return link.close();
    const old = this.#current;
    this.#candidate = null;
    this.#current = link;
    this.#draining = false;
    this.#renewed = false;
    this.#rounds = 0;
    this.#attempt = 0;
    this.#ladder.opened(link.transport);
    this.#become({ status: 'catching up', transport: link.transport });
    this.#options.handler.ready(link, ready);
    old?.close();
    this.#lookForBetter(link);
  }

  #onEvent<E extends keyof LiveEvents>(link: Link, name: E, data: LiveEvents[E]): void {
    if (link !== this.#current && link !== this.#candidate) return;
    if (name === 'server:draining') this.#drain(link, (data as LiveEvents['server:draining']).reconnectWithinMs);
    this.#options.handler.event(link, name, data);
  }

  #onClosed(link: Link, refusal: ClientError | null): void {
    if (link === this.#candidate) {
      this.#candidate = null;
      if (this.#current) this.#keepCurrent(this.#current);
      else this.#missed(link, refusal);
    } else if (link === this.#current) {
      this.#current = null;
      this.#options.handler.closed(link, refusal);
      this.#ladder.lost();
      this.#options.sites.avoid(link.url);
      if (this.#candidate) this.#become({ status: 'connecting', transport: this.#candidate.transport });
      else this.#openAfter(Math.random() * SPREAD_MS);
    }
  }

  /** Before it is closed by the other side, at a moment of one's own within the time that is left. */
  #drain(link: Link, withinMs: number): void {
    if (link !== this.#current) return;
    this.#draining = true;
    this.#become({ status: 'draining', transport: link.transport });
    this.#options.sites.avoid(link.url);
    this.#openAfter(Math.random() * withinMs * 0.5);
  }

  /** The other link did not come about: while it drains another is needed soon, else there is time. */
  #keepCurrent(current: Link): void {
    this.#options.sites.next();
    if (this.#draining) this.#openAfter(STEP_MS + Math.random() * SPREAD_MS);
    else this.#lookForBetter(current);
  }

  #missed(link: Link, refusal: ClientError | null): void {
    if (refusal) return this.#refused(link, refusal);
    this.#options.sites.avoid(link.url);
    const pause = this.#ladder.failed();
    this.#openAfter(pause ? this.#backOff() : STEP_MS + Math.random() * STEP_MS, null);
  }

  #refused(link: Link, error: ClientError): void {
    this.#ladder.refused();
    if (error.code === 'signed_out') return;
    if (error.code === 'unauthenticated' && !this.#renewed) {
      this.#renewed = true;
      this.#openAfter(this.#backOff(), error);
      this.#options.renew().then(
        () => this.hurry(),
        // Whoever renews says when the session is over.
        () => undefined,
      );
      return;
    }
    this.#options.sites.avoid(link.url);
    this.#openAfter(error.retryAfterMs ?? this.#backOff(), error);
  }

  #backOff(): number {
    return backOff(this.#rounds++, BACK_OFF_MS, MAX_BACK_OFF_MS);
  }

  #openAfter(ms: number, error: ClientError | null = null): void {
    clearTimeout(this.#timer);
    if (!this.#running) return;
    if (!this.#current) {
      this.#attempt++;
      this.#become({
        status: 'reconnecting',
        at: Date.now() + ms,
        attempt: this.#attempt,
        error: error && told(error),
      });
    }
    this.#timer = setTimeout(() => this.#open(), ms);
  }

  #open(transport = this.#ladder.transport): void {
    clearTimeout(this.#timer);
    if (!this.#running || this.#candidate) return;
    if (!this.#current) this.#become({ status: 'connecting', transport });
    this.#candidate = this.#options.open(transport, this.#options.sites.url, this.#handler);
  }

  #lookForBetter(current: Link): void {
    clearTimeout(this.#better);
    const better = this.#ladder.betterThan(current.transport);
    if (!better) return;
    const wait = this.#options.betterEveryMs * (0.75 + Math.random() / 2);
    this.#better = setTimeout(() => this.#current === current && this.#open(better), wait);
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.state.changed();
  }
}

const told = ({ code, message }: ClientError): Failure => ({ code, message });
