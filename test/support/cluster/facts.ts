import type { WireChange, WireMessage } from './wire.js';

/** Times are milliseconds of the test process's wall clock, the one that the servers on this machine share. */
export type Instant = number;

export type Outcome =
  | { kind: 'acked'; message: WireMessage; duplicate: boolean }
  /** An error that no retry changes: `validation_failed`, `forbidden` and the like. */
  | { kind: 'refused'; code: string }
  /** The server said that it cannot at the moment. */
  | { kind: 'unavailable' }
  /** An answer the protocol has no place for here, `internal` above all. */
  | { kind: 'broken'; reason: string }
  /** The connection was up all the while and nothing came. */
  | { kind: 'hung' }
  /** The connection ended, or could not be made: whether the server has the message is not known. */
  | { kind: 'cut' };

export interface Attempt {
  /** A `new socket` is opened for this attempt alone: its time is that of connecting, too. */
  route: 'socket' | 'rest' | 'new socket';
  instance: number;
  startedAt: Instant;
  endedAt: Instant;
  outcome: Outcome;
}

/** One message that a client wanted to send: all its attempts carry the same `clientId`. */
export interface SendFact {
  clientId: string;
  channelId: string;
  authorId: string;
  body: string;
  attempts: Attempt[];
}

/** A piece of a channel's log as it arrived, whether or not the client could use it then. */
export interface ReceivedFact {
  connection: string;
  source: 'live' | 'sync';
  channelId: string;
  since: number;
  rev: number;
  changes: readonly WireChange[];
  at: Instant;
}

/** One change taken into a client's copy of the channel, in the order it was taken in. */
export interface AppliedFact {
  rev: number;
  kind: string;
  message: WireMessage;
  at: Instant;
  /** True for the first change of a page that replaced the whole local copy. */
  reset: boolean;
}

/** When a connection was good for receiving: from `ready` to its end. */
export interface ConnectionFact {
  connection: string;
  instance: number;
  readyAt: Instant;
  endedAt: Instant | null;
}

/** What one device of one user went through. */
export interface DeviceFact {
  device: string;
  userId: string;
  connections: ConnectionFact[];
  received: ReceivedFact[];
  applied: Map<string, AppliedFact[]>;
  /** Breaches of the protocol that only the client at the other end can see. */
  complaints: string[];
}

/** Whose history a user may see. */
export interface MembershipFact {
  userId: string;
  channelId: string;
  /**
   * Null for one who stayed. Else the channel's `seq` at some moment after the removal was answered (0 for one who never
   * belonged): nothing with a higher `seq` may reach the user.
   */
  removedAfterSeq: number | null;
}

/** What an independent connection to the database saw right after an ack. */
export interface StoreLookFact {
  messageId: string;
  present: boolean;
}

export interface StoredMessage {
  id: string;
  channelId: string;
  seq: number;
  rev: number;
  authorId: string;
  clientId: string;
  body: string;
}

export interface ChannelHeadFact {
  channelId: string;
  seq: number;
  rev: number;
}

/** Everything the checker judges by. */
export interface History {
  sends: readonly SendFact[];
  devices: readonly DeviceFact[];
  memberships: readonly MembershipFact[];
  looks: readonly StoreLookFact[];
  /** The final history, straight from the store and as the API of each instance pages it. */
  stored: readonly StoredMessage[];
  served: readonly { by: string; messages: readonly StoredMessage[] }[];
  heads: readonly ChannelHeadFact[];
}
