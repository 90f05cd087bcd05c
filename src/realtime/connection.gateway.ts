import { Logger } from '@nestjs/common';
import {
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  WebSocketGateway,
} from '@nestjs/websockets';
import { SessionsService } from '../auth/sessions.service.js';
import { rateLimited, unauthenticated, unavailable } from '../core/errors/domain-error.js';
import { toAckError, toDomainError } from '../core/errors/error-body.js';
import { Lifecycle } from '../core/observability/lifecycle.js';
import { AccessLoader } from './access-loader.js';
import { AccessMirror } from './access-mirror.js';
import { ChannelFeed } from './channel-feed.js';
import { ChannelRooms } from './channel-rooms.js';
import { LocalUsers } from './local-users.js';
import { RequestRouter } from './request-router.js';
import type { ClientServer, ClientSocket, SocketState } from './socket.js';
import { SocketRegistry } from './socket-registry.js';

/** A user at the limit of sockets may try again when one of them has closed. */
const RETRY_AFTER_MS = 5000;

/** The life of a connection: who it is, before it exists; its rooms, while it does. */
@WebSocketGateway()
export class ConnectionGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect {
  private readonly logger = new Logger(ConnectionGateway.name);

  constructor(
    private readonly sessions: SessionsService,
    private readonly registry: SocketRegistry,
    private readonly loader: AccessLoader,
    private readonly mirror: AccessMirror,
    private readonly router: RequestRouter,
    private readonly rooms: ChannelRooms,
    private readonly feed: ChannelFeed,
    private readonly local: LocalUsers,
    private readonly lifecycle: Lifecycle,
  ) {}

  afterInit(server: ClientServer): void {
    server.use((socket, next) => {
      this.authenticate(socket).then(
        () => next(),
        (thrown: unknown) => next(connectError(thrown)),
      );
    });
    this.rooms.attach(server, (channelId) => this.feed.unfollow(channelId));
  }

  handleConnection(socket: ClientSocket): void {
    this.router.bind(socket);
    const { access } = socket.data;
    socket.data.access = null;
    if (!access) return;
    this.mirror.admit(socket, access).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'connection given up');
      socket.disconnect(true);
    });
  }

  handleDisconnect(socket: ClientSocket): void {
    this.local.remove(socket);
    this.registry.release(socket.data.principal.userId);
  }

  /** Throws what the client's `connect_error` will say. */
  private async authenticate(socket: ClientSocket): Promise<void> {
    if (this.lifecycle.stopping) throw unavailable();
    const { token } = socket.handshake.auth;
    if (typeof token !== 'string') throw unauthenticated('auth.token: an access token is required');
    const { principal, expiresAt } = this.sessions.authenticate(token);
    const { access, liveSessions } = await this.loader.load([principal.userId], [principal.sessionId]);
    const found = access.get(principal.userId);
    if (!found || !liveSessions.has(principal.sessionId)) throw unauthenticated('The session has ended');
    if (!(await this.registry.reserve(principal.userId))) throw rateLimited(RETRY_AFTER_MS);
    // A client that went away meanwhile never becomes a connection, and so never ends as one.
    if (socket.conn.readyState !== 'open') {
      this.registry.release(principal.userId);
      throw unauthenticated('The connection has closed');
    }
    Object.assign(socket.data, stateOf(principal, expiresAt, found));
  }
}

const stateOf = (
  principal: SocketState['principal'],
  expiresAt: number,
  access: SocketState['access'],
): SocketState => ({
  principal,
  expiresAt,
  access,
  opened: null,
  refused: 0,
  requests: 0,
  windowAt: 0,
  stalledAt: null,
});

/** Socket.IO sends a refusal's `message` and `data`. */
function connectError(thrown: unknown): Error {
  const error = toAckError(toDomainError(thrown));
  return Object.assign(new Error(error.message), { data: error });
}
