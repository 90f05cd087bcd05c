import { Logger } from '@nestjs/common';
import { type OnGatewayConnection, type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import { toAckError, toDomainError } from '../core/errors/error-body.js';
import { AccessMirror } from './access-mirror.js';
import { Admission } from './admission.js';
import { ChannelRooms } from './channel-rooms.js';
import { FrameWriter } from './frame-writer.js';
import { InboxRelay } from './inbox-relay.js';
import { RequestRouter } from './request-router.js';
import type { ClientServer, ClientSocket } from './socket.js';
import { rawStream, settle } from './socket-internals.js';

/** The life of a connection: who it is, before it exists; its rooms and requests, while it does. */
@WebSocketGateway()
export class ConnectionGateway implements OnGatewayInit, OnGatewayConnection {
  private readonly logger = new Logger(ConnectionGateway.name);
  private readonly onDisconnect: (this: ClientSocket, reason: string) => void;

  constructor(
    private readonly admission: Admission,
    private readonly mirror: AccessMirror,
    private readonly router: RequestRouter,
    private readonly rooms: ChannelRooms,
    private readonly frames: FrameWriter,
    private readonly inboxes: InboxRelay,
  ) {
    const disconnected = this.disconnected.bind(this);
    this.onDisconnect = function onDisconnect(reason) {
      disconnected(this, reason);
    };
  }

  afterInit(server: ClientServer): void {
    server.use((socket, next) => {
      this.admission.admit(socket).then(
        () => {
          // Socket.IO's own greeting and `ready` leave together.
          const stream = rawStream(socket);
          if (stream) this.frames.hold(stream);
          return next();
        },
        (thrown: unknown) => next(connectError(thrown)),
      );
    });
    this.admission.attach(server);
    this.rooms.attach(server);
  }

  handleConnection(socket: ClientSocket): void {
    this.router.bind(socket);
    socket.on('disconnect', this.onDisconnect);
    settle(socket);
    this.admit(socket).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'connection given up');
      socket.disconnect(true);
    });
  }

  private disconnected(socket: ClientSocket, reason: string): void {
    this.mirror.dismiss(socket);
    this.admission.dismiss(socket, reason);
    this.inboxes.disconnected(socket.data.principal.userId);
  }

  private async admit(socket: ClientSocket): Promise<void> {
    const { found } = socket.data;
    socket.data.found = null;
    if (!found) return;
    const { access, arrival } = found;
    await this.mirror.admit(socket, access, arrival);
    if (socket.connected) this.inboxes.connected(access.user.id, access.inboxRev);
  }
}

/** Socket.IO sends a refusal's `message` and `data`. */
function connectError(thrown: unknown): Error {
  const error = toAckError(toDomainError(thrown));
  return Object.assign(new Error(error.message), { data: error });
}
