import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { ClientToServerEvents, ServerToClientEvents } from '../contract/socket-events.js';
import type { Principal } from '../core/security/principal.js';
import type { Access } from './access-loader.js';

/** Somebody on their way in, with what was looked up for them or soon will be. */
export interface Arrival {
  userId: string;
  /** Whether their other devices were told anything since then, which it may not know of. */
  isOutdated: boolean;
}

/** A place in the order of what a socket is sent, for frames that are there or still to be made. */
export interface Place {
  frames: readonly Buffer[] | null;
}

/** What the server knows of one connection. Set in the handshake, before any event. */
export interface SocketState {
  principal: Principal;
  /** When the access token ends, in milliseconds since 1970. */
  expiresAt: number;
  /** What the handshake found, until the connection is in its rooms. */
  found: { access: Access; arrival: Arrival } | null;
  /** What waits until something that goes first is known; null where nothing does. */
  places: Place[] | null;
  /** Public channels that it looks at without being a member. */
  opened: Set<string> | null;
  /** Threads that it has open, whether its user follows them or not. */
  openThreads: Set<string> | null;
  /** Refused requests since the last good one. */
  refused: number;
  /** Requests in the present window, which began at `windowAt`. */
  requests: number;
  windowAt: number;
  /** Bytes that its peer had taken at the last look, while more than a fair amount waited. */
  stalledAt: number | null;
  /** Where and when its user was told of as typing within the last second. */
  typed: Map<string, number> | null;
  /** Before this its reports of deliveries are not counted. */
  reportsAfter: number;
}

export type ClientSocket = Socket<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketState>;
export type ClientServer = Server<ClientToServerEvents, ServerToClientEvents, DefaultEventsMap, SocketState>;

/** The Socket.IO room of those members who have the channel on their screen. */
export const screenRoom = (channelId: string) => `screen:${channelId}`;

/** The Socket.IO room of those who receive a channel's changes. */
export const channelRoom = (channelId: string) => `channel:${channelId}`;
