import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { AppConfig } from '../core/config/app-config.js';
import { FrameWriter } from './frame-writer.js';
import { LocalUsers } from './local-users.js';

const WAVES = 10;

/**
 * Takes leave of the sockets before the instance stops: each is told within what time to come back, and they are
 * closed in waves, so that the other instances are not stormed.
 */
@Injectable()
export class Drain implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Drain.name);

  constructor(
    private readonly local: LocalUsers,
    private readonly frames: FrameWriter,
    private readonly config: AppConfig,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    const sockets = [...this.local.sockets()];
    if (sockets.length === 0) return;
    const { drainMs } = this.config.sockets;
    this.logger.log(`draining ${sockets.length} sockets over ${drainMs} ms`);
    const size = Math.ceil(sockets.length / WAVES);
    const pauseMs = drainMs / WAVES;
    for (const [i, socket] of sockets.entries()) {
      // Some time before its wave comes.
      const reconnectWithinMs = Math.ceil((Math.floor(i / size) + Math.random()) * pauseMs);
      this.frames.event(socket, 'server:draining', { reconnectWithinMs });
    }
    for (let start = 0; start < sockets.length; start += size) {
      await sleep(pauseMs);
      // The connection ends, not the session on it: a Socket.IO client then comes back by itself.
      for (const socket of sockets.slice(start, start + size)) socket.conn.close();
    }
  }
}
