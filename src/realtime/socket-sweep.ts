import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ConnectionMetrics } from './connection.metrics.js';
import { LocalUsers } from './local-users.js';
import type { ClientSocket } from './socket.js';
import { anyStream, queuedPackets } from './socket-internals.js';

const INTERVAL_MS = 1000;
/** More than this waiting for a peer that takes nothing: it has stopped reading or is gone. */
const MAX_BUFFERED_BYTES = 262_144;
const MAX_QUEUED_PACKETS = 500;
/** More than this waiting for any peer: it will not catch up, and can sync. */
const MAX_BACKLOG_BYTES = 8_388_608;

/** Ends sockets whose token has ended, and those that do not take what is sent to them. */
@Injectable()
export class SocketSweep implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SocketSweep.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly local: LocalUsers,
    private readonly metrics: ConnectionMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.sweep(), INTERVAL_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private sweep(): void {
    const now = Date.now();
    for (const socket of this.local.sockets()) {
      if (socket.data.expiresAt <= now) socket.disconnect(true);
      else if (this.isStuck(socket)) {
        this.logger.warn({ userId: socket.data.principal.userId }, 'socket dropped: its peer does not read');
        this.metrics.failed('not_reading');
        drop(socket);
      }
    }
  }

  /** Too much waits, and nothing was taken since the last look. */
  private isStuck(socket: ClientSocket): boolean {
    const stream = anyStream(socket);
    const waiting = stream?.writableLength ?? 0;
    if (waiting > MAX_BACKLOG_BYTES) return true;
    if (waiting <= MAX_BUFFERED_BYTES && queuedPackets(socket) <= MAX_QUEUED_PACKETS) {
      socket.data.stalledAt = null;
      return false;
    }
    const taken = (stream?.bytesWritten ?? 0) - waiting;
    const stuck = socket.data.stalledAt === taken;
    socket.data.stalledAt = taken;
    return stuck;
  }
}

/** Without a farewell, which would wait behind what the peer does not take. */
function drop(socket: ClientSocket): void {
  const stream = anyStream(socket);
  if (stream) stream.destroy();
  else socket.conn.close(true);
}
