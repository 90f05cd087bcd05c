import { Injectable } from '@nestjs/common';
import { ConnectionMetrics } from './connection.metrics.js';
import { eventFrame, FrameWriter } from './frame-writer.js';
import { LocalUsers } from './local-users.js';

/** After the link is back, clients are told to sync over this time, not all at once. */
const SPREAD_MS = 3000;

/** Asks the clients of this instance to look for themselves what they may have missed. */
@Injectable()
export class Resync {
  private readonly frame = eventFrame('resync', {});

  constructor(
    private readonly local: LocalUsers,
    private readonly frames: FrameWriter,
    private readonly metrics: ConnectionMetrics,
  ) {}

  askAll(): void {
    for (const socket of this.local.sockets()) {
      setTimeout(() => {
        if (!socket.connected) return;
        this.frames.write(socket, this.frame);
        this.metrics.resyncs.add();
      }, Math.random() * SPREAD_MS);
    }
  }
}
