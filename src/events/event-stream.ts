import type { ServerResponse } from 'node:http';
import type { Principal } from '../core/security/principal.js';
import { encodeRetry } from './event-encoding.js';
import type { WriteTurn } from './write-turn.js';

/** More than this not taken when something new is to be written: the client is too slow, and can resume. */
const MAX_WAITING_BYTES = 262_144;
const RETRY_MS = 2000;

const HEAD = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  // nginx would keep back what is to be seen at once.
  'X-Accel-Buffering': 'no',
};

/** One response that stays open and takes events. Writing to one that has ended does nothing. */
export class EventStream {
  private readonly closeListeners: (() => void)[] = [];

  constructor(
    private readonly response: ServerResponse,
    readonly principal: Principal,
    private readonly turn: WriteTurn,
  ) {
    response.on('close', () => this.closed());
  }

  get ended(): boolean {
    return this.response.writableEnded || this.response.destroyed;
  }

  /** Writes the head: from here on nothing can be refused. */
  start(): void {
    this.response.writeHead(200, HEAD);
    // Without a peer nothing fails; a connection that is only read from would stay for good.
    this.response.socket?.setKeepAlive(true, 30_000);
    this.write(encodeRetry(RETRY_MS));
  }

  /** Whole events, as `encodeEvent` made them. A client that does not take what is written is dropped. */
  write(chunk: Buffer): void {
    if (this.ended) return;
    // What this turn of the event loop has written already says nothing of the client.
    if (this.turn.isNew(this.response) && this.response.writableLength > MAX_WAITING_BYTES) {
      this.response.destroy();
      return;
    }
    this.turn.hold(this.response);
    this.response.write(chunk);
  }

  /** Resolves once the client has taken everything, or is gone. It may come back. */
  end(last?: Buffer): Promise<void> {
    if (last) this.write(last);
    if (this.ended) return Promise.resolve();
    return new Promise((resolve) => {
      this.onClose(resolve);
      this.turn.flush(this.response);
      this.response.end();
    });
  }

  /** Called once, whoever ended it; at once where it has ended already. */
  onClose(listener: () => void): void {
    if (this.response.destroyed) listener();
    else this.closeListeners.push(listener);
  }

  private closed(): void {
    for (const listener of this.closeListeners.splice(0)) listener();
  }
}
