import { constants, inflateRawSync } from 'node:zlib';

/** A text frame's payload is `data[start..end)`; `end` stops at the capture limit when the frame came in pieces. */
export type FrameHandler = (data: Buffer, start: number, end: number) => void;

const TEXT = 0x1;
const CLOSE = 0x8;
const WINDOW_BYTES = 32 * 1024;
const DEFLATE_TAIL = Buffer.from([0x00, 0x00, 0xff, 0xff]);

/**
 * Splits what a server sends into WebSocket text frames, without copying where a frame arrives whole. Of a frame that
 * arrives in pieces it keeps `capture` bytes: most receivers only look at the head, and the client must not be what limits.
 */
export class FrameReader {
  bytes = 0;
  private readonly header = Buffer.allocUnsafe(10);
  private headerLength = 0;
  private inPayload = false;
  private opcode = 0;
  private compressed = false;
  private remaining = 0;
  private held = Buffer.alloc(0);
  private heldLength = 0;
  private window = Buffer.alloc(0);

  constructor(
    private readonly capture: number,
    private readonly onFrame: FrameHandler,
  ) {}

  push(chunk: Buffer, from: number, length: number): void {
    this.bytes += length - from;
    let offset = from;
    while (offset < length) {
      if (!this.inPayload) {
        offset = this.readHeader(chunk, offset, length);
        if (!this.inPayload) return;
        if (offset + this.remaining <= length) {
          const end = offset + this.remaining;
          this.finish(chunk, offset, end);
          offset = end;
          continue;
        }
        this.heldLength = 0;
      }
      offset = this.hold(chunk, offset, length);
    }
  }

  private readHeader(chunk: Buffer, from: number, length: number): number {
    let offset = from;
    while (offset < length) {
      this.header[this.headerLength++] = chunk[offset++] ?? 0;
      if (this.headerLength < 2) continue;
      const short = this.header.readUInt8(1) & 0x7f;
      const size = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (this.headerLength < size) continue;
      const first = this.header.readUInt8(0);
      if ((first & 0x80) === 0) throw new Error('fragmented frames are not expected from these servers');
      this.opcode = first & 0x0f;
      this.compressed = (first & 0x40) !== 0;
      this.remaining =
        size === 2 ? short : size === 4 ? this.header.readUInt16BE(2) : Number(this.header.readBigUInt64BE(2));
      this.headerLength = 0;
      this.inPayload = true;
      return offset;
    }
    return offset;
  }

  private hold(chunk: Buffer, offset: number, length: number): number {
    const take = Math.min(this.remaining, length - offset);
    // What is compressed must be whole to be read at all.
    const limit = this.compressed ? Infinity : this.capture;
    const keep = Math.min(take, limit - this.heldLength);
    if (keep > 0) {
      this.reserve(this.heldLength + keep, Math.min(this.heldLength + this.remaining, limit));
      chunk.copy(this.held, this.heldLength, offset, offset + keep);
      this.heldLength += keep;
    }
    this.remaining -= take;
    if (this.remaining === 0) this.finish(this.held, 0, this.heldLength);
    return offset + take;
  }

  private reserve(needed: number, expected: number): void {
    if (this.held.length >= needed) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, expected, 256));
    this.held.copy(larger, 0, 0, this.heldLength);
    this.held = larger;
  }

  private finish(data: Buffer, start: number, end: number): void {
    this.inPayload = false;
    this.remaining = 0;
    if (this.opcode === CLOSE) return;
    if (this.opcode !== TEXT) throw new Error(`unexpected WebSocket opcode ${this.opcode}`);
    if (!this.compressed) return this.onFrame(data, start, end);
    const inflated = this.inflate(data.subarray(start, end));
    this.onFrame(inflated, 0, inflated.length);
  }

  /** A sender may refer to what it sent before: the last 32 KiB of it are the dictionary. */
  private inflate(data: Buffer): Buffer {
    const dictionary = this.window.length > 0 ? this.window : undefined;
    const inflated = inflateRawSync(Buffer.concat([data, DEFLATE_TAIL]), {
      finishFlush: constants.Z_SYNC_FLUSH,
      dictionary,
    });
    this.window = Buffer.concat([this.window, inflated]).subarray(-WINDOW_BYTES);
    return inflated;
  }
}
