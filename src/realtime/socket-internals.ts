import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Socket as NetSocket } from 'node:net';
import type { ClientSocket } from './socket.js';

/**
 * The one place that reaches behind Socket.IO's public API, for the two things that cost most under load: writing a
 * ready frame to a connection, and taking a request from one. Each looks first whether what it needs is there, and
 * answers null (or false) where not; the callers then go the public way. It also lets go of what an idle connection does
 * not need. See docs/adr/0004-hot-path.md.
 */

/** socket.io-parser's type of a packet that carries a request. */
const EVENT = 2;
/** Answers with what it got, attachments included, which a ready frame cannot hold. */
const MAY_ANSWER_BINARY = 'echo';

interface Packet {
  type: number;
  id?: number;
  data?: unknown;
}

type Table = Record<string | symbol, unknown>;
/** Its table of listeners, which Node keeps in a hash table. */
type Emitter = EventEmitter & { _events?: Table };

type WebSocketTransport = Emitter & {
  name: string;
  perMessageDeflate?: unknown;
  socket?: Emitter & { readyState: number; _socket?: NetSocket };
};

type Connection = Emitter & {
  request?: unknown;
  readyState: string;
  upgrading?: boolean;
  writeBuffer?: unknown[];
  cleanupFn?: unknown[];
  transport: WebSocketTransport;
};

type Internals = Emitter & {
  handshake: object;
  conn: Connection;
  client?: { decoder?: { _callbacks?: Record<string, unknown[]> } };
  _anyListeners?: unknown[];
  _onpacket?: (packet: Packet) => void;
};

export type PacketHandler = (socket: ClientSocket, event: string, payload: unknown, ackId: number | undefined) => void;

const OPEN = 1;
/** Where clients open WebSockets: Engine.IO reads it as a URL, each time, unless the answer is there already. */
const WEBSOCKET_PATH = '/socket.io/?EIO=4&transport=websocket';

export function readQuery(request: IncomingMessage & { _query?: Record<string, string> }): void {
  if (request.url === WEBSOCKET_PATH) request._query = { EIO: '4', transport: 'websocket' };
}

export const isUpgrade = (request: IncomingMessage) => 'upgrade' in request && request.upgrade === true;

interface Engine {
  _applyMiddlewares?: (request: IncomingMessage, response: unknown, done: (error?: unknown) => void) => void;
}

/** The one middleware is CORS, of which browsers ask nothing at a WebSocket: polling alone goes through it. */
export function spareUpgrades(engine: object): void {
  const { _applyMiddlewares: apply } = engine as Engine;
  if (typeof apply !== 'function') return;
  Object.assign(engine, {
    _applyMiddlewares(...[request, response, done]: Parameters<typeof apply>) {
      if (isUpgrade(request)) done();
      else apply.call(engine, request, response, done);
    },
  } satisfies Engine);
}

/**
 * The TCP stream under a WebSocket connection, or null where a frame may not be written to it directly: polling, an
 * upgrade under way, compression, or packets that wait in Engine.IO and must go first.
 */
export function rawStream(socket: ClientSocket): NetSocket | null {
  const { conn } = socket as unknown as Internals;
  if (conn.readyState !== 'open' || conn.upgrading !== false || conn.writeBuffer?.length !== 0) return null;
  const { transport } = conn;
  if (transport.name !== 'websocket' || transport.perMessageDeflate) return null;
  const { socket: ws } = transport;
  return ws?.readyState === OPEN ? (ws._socket ?? null) : null;
}

/** The stream for looking at alone: how much waits in it. */
export function anyStream(socket: ClientSocket): NetSocket | null {
  return (socket as unknown as Internals).conn.transport.socket?._socket ?? null;
}

const NO_HANDSHAKE = Object.freeze({ headers: {}, query: {}, auth: {} });

/** Lets go of what an idle connection does not need: about two fifths of its live objects. */
export function settle(socket: ClientSocket): void {
  const internals = socket as unknown as Internals;
  forgetHandshake(internals);
  const { conn } = internals;
  for (const emitter of [internals, conn, conn.transport, conn.transport.socket]) if (emitter) packListeners(emitter);
  // An array that was grown by a push has room for sixteen more.
  if (internals._anyListeners) internals._anyListeners = [...internals._anyListeners];
  if (conn.cleanupFn) conn.cleanupFn = [...conn.cleanupFn];
  const callbacks = internals.client?.decoder?._callbacks;
  for (const [event, listeners] of Object.entries(callbacks ?? {})) if (callbacks) callbacks[event] = [...listeners];
}

/**
 * The request that opened the connection. Engine.IO has three listeners that outlive their use and hold it or its like:
 * one for errors before the connection exists, one that tells middlewares of the HTTP response's end, of which there
 * are none, and one for the headers of polling's responses.
 */
function forgetHandshake(internals: Internals): void {
  internals.handshake = NO_HANDSHAKE;
  internals.conn.request = null;
  const { transport } = internals.conn;
  if (transport.name === 'websocket') transport.removeAllListeners('headers');
  const { socket: ws } = transport;
  for (const listener of ws?.listeners('error') ?? [])
    if (listener.name === 'onUpgradeError') ws?.off('error', listener as Listener);
  const stream = ws?._socket;
  for (const listener of stream?.listeners('close') ?? [])
    if (isResponseEnd(listener)) stream?.off('close', listener as Listener);
}

/** Without prototype, as Node's own tables are: no event is named by what it inherits. */
class Listeners {
  [event: string | symbol]: unknown;
}
Reflect.deleteProperty(Listeners.prototype, 'constructor');
Object.setPrototypeOf(Listeners.prototype, null);

/** Puts a table of listeners into an ordinary object, a quarter of the size of the hash table that Node begins with. */
function packListeners(emitter: Emitter): void {
  if (emitter._events) emitter._events = Object.assign(new Listeners(), emitter._events);
}

type Listener = (...args: unknown[]) => void;

const isResponseEnd = (listener: { name: string; toString(): string }) =>
  listener.name === '' && listener.toString() === '() => this.emit("close")';

/** Packets that wait in Engine.IO. */
export function queuedPackets(socket: ClientSocket): number {
  return (socket as unknown as Internals).conn.writeBuffer?.length ?? 0;
}

/**
 * Hands every request of the socket to `handle` with its packet id, before Socket.IO makes a closure and three turns
 * of an emitter of it. One function serves all sockets. Answers false where this version of Socket.IO has no such hook.
 */
export function interceptRequests(
  socket: ClientSocket,
  onPacket: (this: ClientSocket, packet: Packet) => void,
): boolean {
  const internals = socket as unknown as Internals;
  if (typeof internals._onpacket !== 'function') return false;
  internals._onpacket = onPacket;
  return true;
}

/** The function for `interceptRequests`. Packets that are no request to be answered in JSON go Socket.IO's own way. */
export function packetFunction(handle: PacketHandler): (this: ClientSocket, packet: Packet) => void {
  return function onPacket(packet) {
    const [event, payload]: unknown[] = Array.isArray(packet.data) ? packet.data : [];
    if (packet.type === EVENT && typeof event === 'string' && event !== MAY_ANSWER_BINARY) {
      if (this.connected) handle(this, event, payload, packet.id);
      return;
    }
    const prototype = Object.getPrototypeOf(this) as Internals;
    prototype._onpacket?.call(this, packet);
  };
}
