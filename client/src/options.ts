import type { Applied } from './channels.js';
import { type ClientStore, MemoryStore } from './client-store.js';
import type { Fetch } from './http.js';
import type { LiveEvents, TransportName } from './link.js';

export interface ClientOptions {
  /** Of the server, or of its instances where no balancer stands before them. */
  url: string | readonly string[];
  /** Which of several addresses to begin with. */
  firstUrl?: number;
  /** Where to keep what must not be forgotten; without one it lasts as long as the client. */
  store?: ClientStore;
  /** Which to try, the best first. */
  transports?: readonly TransportName[];
  /** Follows all channels of the user, as a bot does; others open the ones that are looked at. */
  followAll?: boolean;
  /** How many messages of an open channel are held, and how many of them are kept in the store. */
  windowSize?: number;
  keptMessages?: number;
  /** Milliseconds until an attempt to connect counts as failed. */
  connectWithinMs?: number;
  /** Milliseconds between two attempts to come back to a better transport than the one in use. */
  betterEveryMs?: number;
  /** Milliseconds between two looks at the list of channels where events come by streams. */
  pollMs?: number;
  fetch?: Fetch;
}

export type Settings = Required<Omit<ClientOptions, 'url' | 'firstUrl'>>;

/** What a client tells its listeners of, by name. */
export type ClientEvents = LiveEvents & { applied: Applied };

export const settingsOf = (options: ClientOptions): Settings => ({
  store: new MemoryStore(),
  transports: ['websocket', 'polling', 'sse'],
  followAll: false,
  windowSize: 500,
  keptMessages: 100,
  connectWithinMs: 5_000,
  betterEveryMs: 60_000,
  pollMs: 5_000,
  fetch: (input, init) => globalThis.fetch(input, init),
  ...options,
});
