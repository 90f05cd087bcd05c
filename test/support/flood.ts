import { SentMessage } from '../../src/contract/messages.js';
import type { ChatSocket } from './client.js';

/** Sends without pause to one channel, some at once, until it is stopped. */
export class Flood {
  readonly sent: SentMessage[] = [];
  private stopped = false;
  private readonly running: Promise<void>[];

  constructor(
    private readonly sockets: ChatSocket[],
    private readonly channelId: string,
    lanes = 4,
  ) {
    this.running = Array.from({ length: lanes }, (_, lane) => this.run(lane));
  }

  async stop(): Promise<SentMessage[]> {
    this.stopped = true;
    await Promise.all(this.running);
    return this.sent;
  }

  private async run(lane: number): Promise<void> {
    for (let i = lane; !this.stopped; i++) {
      const socket = this.sockets[i % this.sockets.length];
      if (!socket) throw new Error('a flood needs a socket');
      this.sent.push(await socket.send(this.channelId, `flood ${lane}.${i}`));
    }
  }
}
