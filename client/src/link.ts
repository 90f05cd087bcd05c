import type { ClientError } from './client-error.js';
import type { MyChannel, Ready, RequestInputs, RequestOutputs, ServerEvents } from './contract.js';

/** How the server greets; null is what a link cannot tell: which threads the user follows, and which groups they are in. */
export type Greeting = Omit<Ready, 'threads' | 'groupIds'> & {
  threads: Ready['threads'] | null;
  groupIds: Ready['groupIds'] | null;
};

/** From the best to the one that works wherever HTTP does. */
export type TransportName = 'websocket' | 'polling' | 'sse';

/** What the server says by itself, save for `ready`, which is told apart. */
export type LiveEvents = Omit<ServerEvents, 'ready'>;

/** What the client asks of a link, by whatever carries it; applications call for the rest by REST. */
export type LinkRequest =
  | `message:${'send' | 'edit' | 'delete'}`
  | `channel:${'sync' | 'open' | 'close' | 'read' | 'unread' | 'read-all'}`
  | 'typing:start'
  | 'delivery:report'
  | 'auth:refresh';

/** A way to one instance, from its opening to its end, which comes once. */
export interface Link {
  readonly transport: TransportName;
  readonly url: string;
  /** When it was begun, milliseconds since 1970. */
  readonly openedAt: number;
  /** Rejects with a `ClientError`. A request that gets no answer ends the link. */
  request<R extends LinkRequest>(name: R, input: RequestInputs[R]): Promise<RequestOutputs[R]>;
  /** Brings what follows on the cursor; a link that brings all channels anyway has no use for it. */
  follow(channelId: string, cursor: number): void;
  unfollow(channelId: string): void;
  close(): void;
}

export interface LinkHandler {
  /** The link is good from now on. */
  ready(link: Link, greeting: Greeting): void;
  event<E extends keyof LiveEvents>(link: Link, name: E, data: LiveEvents[E]): void;
  /** Notifications come from here on. What came before may be missing. */
  inbox(link: Link): void;
  /** All channels of the user, as they were at some time after `askedAt`. */
  channels(link: Link, channels: readonly MyChannel[], askedAt: number): void;
  /** `refusal` is the server's answer; null where the way was not there, or ended. */
  closed(link: Link, refusal: ClientError | null): void;
}
