import type { TransportName } from './link.js';

/** A link that ended this soon was no good, whatever its handshake said: some proxies cut what they do not know. */
const SHORT_LIFE_MS = 2_000;

/**
 * Which transport to try. One that fails at every instance makes room for the next; when none is left it begins at the
 * best again, after a pause.
 */
export class Ladder {
  readonly #transports: readonly TransportName[];
  readonly #sites: number;
  #rung = 0;
  #failedHere = 0;
  #openedAt = 0;
  #asked = 0;

  constructor(transports: readonly TransportName[], sites: number) {
    if (transports.length === 0) throw new TypeError('A client needs a transport');
    this.#transports = transports;
    this.#sites = sites;
  }

  get transport(): TransportName {
    return this.#transports[this.#rung] ?? 'websocket';
  }

  /** One that is preferred to this one, each in its turn, the best first; null where this is the best. */
  betterThan(transport: TransportName): TransportName | null {
    const place = this.#transports.indexOf(transport);
    const better = this.#transports.slice(0, place < 0 ? 1 : place);
    return better[this.#asked++ % better.length] ?? null;
  }

  opened(transport: TransportName, now = Date.now()): void {
    this.#rung = Math.max(0, this.#transports.indexOf(transport));
    this.#failedHere = 0;
    this.#openedAt = now;
  }

  /** A link that was good has ended. */
  lost(now = Date.now()): void {
    if (now - this.#openedAt < SHORT_LIFE_MS) this.failed();
  }

  /** There was no way by this transport. Answers whether all have been tried: it is time for a pause. */
  failed(): boolean {
    if (++this.#failedHere < this.#sites) return false;
    this.#failedHere = 0;
    this.#rung = (this.#rung + 1) % this.#transports.length;
    return this.#rung === 0;
  }

  /** The server itself answered, and wants to be left alone: the transport is good. */
  refused(): void {
    this.#failedHere = 0;
  }
}
