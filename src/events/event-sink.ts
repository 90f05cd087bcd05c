import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import type { StreamChunk } from './event-encoding.js';
import type { WriteTurn } from './write-turn.js';

/** More than this waiting for a client that takes nothing: it has stopped reading or is gone. */
const MAX_STALLED_BYTES = 262_144;
/** More than this waiting for any client: it will not catch up, and can resume. */
const MAX_WAITING_BYTES = 8_388_608;

/**
 * Writes chunks to a client and knows what of them it takes. Node's response frames each write anew, in three pieces: so
 * chunks that are framed already go to its connection, between its head and its end, which Node writes.
 */
export class EventSink {
  private readonly to: Writable;
  private readonly direct: boolean;
  /** Bytes that the client had taken at the last look, while more than a fair amount waited. */
  private stalledAt: number | null = null;

  /** The head must have been written. */
  constructor(
    private readonly response: ServerResponse,
    private readonly turn: WriteTurn,
  ) {
    const connection = chunkedConnection(response);
    this.direct = connection !== null;
    this.to = connection ?? response;
  }

  /** Answers false where too much waits already: what the present turn has written says nothing of the client. */
  write(chunk: StreamChunk): boolean {
    const { to, turn } = this;
    if (!turn.holds(to)) {
      if (to.writableLength > MAX_WAITING_BYTES) return false;
      turn.hold(to);
    }
    to.write(this.direct ? chunk.framed : chunk.text);
    return true;
  }

  /** Node sends a response's end before what it holds back. */
  flush(): void {
    while (this.to.writableCorked > 0) this.to.uncork();
  }

  /** Whether more waits than the operating system takes at once. */
  get isFull(): boolean {
    return this.to.writableNeedDrain;
  }

  onDrained(listener: () => void): void {
    this.to.on('drain', listener);
  }

  offDrained(listener: () => void): void {
    this.to.off('drain', listener);
  }

  /** Whether too much waits and nothing of it was taken since the last look. */
  isStuck(): boolean {
    const waiting = this.to.writableLength;
    if (waiting <= MAX_STALLED_BYTES) {
      this.stalledAt = null;
      return false;
    }
    const { socket } = this.response;
    const taken = socket ? socket.bytesWritten - waiting : 0;
    const stuck = this.stalledAt === taken;
    this.stalledAt = taken;
    return stuck;
  }
}

/**
 * The connection under a response whose body is sent in plain chunks, or null where what is written to it might not
 * arrive as they do: an HTTP/1.0 client, a coded body, none (HEAD), or a response that waits for the one before it.
 */
export function chunkedConnection(response: ServerResponse): Socket | null {
  const { socket, req } = response;
  const plain = response.chunkedEncoding && !response.hasHeader('content-encoding') && req.method === 'GET';
  return plain && response.headersSent && socket?.writable ? socket : null;
}
