import type { ServerResponse } from 'node:http';
import type { Principal } from '../core/security/principal.js';
import { encodeRetry, type StreamChunk } from './event-encoding.js';
import { EventSink } from './event-sink.js';
import type { EndReason, OpenStreams } from './stream-metrics.js';
import type { WriteTurn } from './write-turn.js';

const RETRY = encodeRetry(2000);

const HEAD = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  // nginx would keep back what is to be seen at once.
  'X-Accel-Buffering': 'no',
};

/** One response that stays open and takes events. Writing to one that has ended does nothing. */
export class EventStream {
  private readonly closeListeners = new Set<() => void>();
  private sink: EventSink | null = null;
  private reason: EndReason = 'client';
  private gone = false;

  constructor(
    private readonly response: ServerResponse,
    readonly principal: Principal,
    /** When the token ends that it was opened with, in milliseconds since 1970; what happens then is the hub's affair. */
    readonly tokenEndsAt: number,
    private readonly kind: OpenStreams,
    private readonly turn: WriteTurn,
  ) {
    response.once('close', this.close);
    // A response that waits for the one before it on its connection is not told of that connection's end.
    response.req.socket.once('close', this.close);
  }

  get ended(): boolean {
    return this.gone || this.response.writableEnded || this.response.destroyed;
  }

  /** Writes the head: from here on nothing can be refused. */
  start(): void {
    const { response } = this;
    response.writeHead(200, HEAD);
    if (response.req.method === 'HEAD') {
      response.end();
      return;
    }
    // Without a peer nothing fails; a connection that is only read from would stay for good.
    response.socket?.setKeepAlive(true, 30_000);
    response.write(RETRY.text);
    this.sink = new EventSink(response, this.turn);
    this.kind.opened();
    this.onClose(() => this.kind.closed(this.reason));
  }

  /** A whole event. A client that does not take what is written is dropped. */
  write(event: StreamChunk): void {
    if (this.put(event)) this.kind.sent(1);
  }

  /** What is no event: a comment, or a pause before coming back. */
  put(chunk: StreamChunk): boolean {
    if (this.ended || !this.sink) return false;
    if (this.sink.write(chunk)) return true;
    this.drop('slow');
    return false;
  }

  /** Whether its client is behind with what was written: what can wait should. */
  get isFull(): boolean {
    return !this.ended && this.sink?.isFull === true;
  }

  /** Resolves once the client has taken most of what was written, or is gone: there is room for more. */
  drained(): Promise<void> {
    const { sink } = this;
    if (!sink || !this.isFull) return Promise.resolve();
    return new Promise((resolve) => {
      // A stream that lives for days waits often: nothing of it may stay.
      const done = () => {
        sink.offDrained(done);
        this.closeListeners.delete(done);
        resolve();
      };
      sink.onDrained(done);
      this.onClose(done);
    });
  }

  /** Resolves once the client has taken everything, or is gone. It may come back. */
  end(reason: EndReason, last?: StreamChunk): Promise<void> {
    if (last) this.put(last);
    if (this.ended) return Promise.resolve();
    this.reason = reason;
    return new Promise((resolve) => {
      this.onClose(resolve);
      this.sink?.flush();
      this.response.end();
    });
  }

  /** Drops a client that has stopped reading; to be called once a second. */
  sweep(): void {
    if (!this.ended && this.sink?.isStuck()) this.drop('slow');
  }

  /** Called once, whoever ended it; at once where it has ended already. */
  onClose(listener: () => void): void {
    if (this.gone || this.response.destroyed) listener();
    else this.closeListeners.add(listener);
  }

  private drop(reason: EndReason): void {
    this.reason = reason;
    this.response.destroy();
    this.close();
  }

  private readonly close = () => {
    this.gone = true;
    this.response.req.socket.off('close', this.close);
    const listeners = [...this.closeListeners];
    this.closeListeners.clear();
    for (const listener of listeners) listener();
  };
}
