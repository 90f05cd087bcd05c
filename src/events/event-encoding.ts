export interface StreamEvent {
  /** What a client resumes after; it must not hold line breaks. */
  id?: string | number;
  event: string;
  data: unknown;
}

/**
 * A piece of a stream inside the chunk of HTTP/1.1 that carries it (RFC 9112, 7.1). Both are built once, as one buffer:
 * the same bytes serve every subscriber.
 */
export class StreamChunk {
  private constructor(
    /** With its length before it and the line end after it: ready for a connection. */
    readonly framed: Buffer,
    private readonly start: number,
  ) {}

  static of(...parts: (string | Buffer)[]): StreamChunk {
    const length = parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
    const size = `${length.toString(16)}\r\n`;
    const framed = Buffer.allocUnsafe(size.length + length + 2);
    let offset = framed.write(size, 0, 'latin1');
    for (const part of parts) {
      offset += typeof part === 'string' ? framed.write(part, offset) : part.copy(framed, offset);
    }
    framed.write('\r\n', offset, 'latin1');
    return new StreamChunk(framed, size.length);
  }

  /** What a client is to read, for a response that makes chunks of its own, or none. */
  get text(): Buffer {
    return this.framed.subarray(this.start, -2);
  }
}

export function encodeEvent({ id, event, data }: StreamEvent): StreamChunk {
  return encodeJsonEvent(id, event, JSON.stringify(data));
}

/** `json` has no line break outside its escapes, as `JSON.stringify` makes it: one data line is always enough. */
export function encodeJsonEvent(id: string | number | undefined, event: string, json: string | Buffer): StreamChunk {
  const place = id === undefined ? '' : `id: ${id}\n`;
  return StreamChunk.of(`${place}event: ${event}\ndata: `, json, '\n\n');
}

/** Moves the place that a client resumes after, and shows it nothing. */
export const encodePlace = (id: string | number) => StreamChunk.of(`id: ${id}\n\n`);

/** How long a client waits before it comes back after the stream has ended. */
export const encodeRetry = (milliseconds: number) => StreamChunk.of(`retry: ${Math.ceil(milliseconds)}\n\n`);

/** Something that no client sees. */
export const encodeComment = (text: string) => StreamChunk.of(`: ${text}\n\n`);
