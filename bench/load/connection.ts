import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { FrameReader, type FrameHandler } from './frame-reader.js';
import { textFrame } from './frame-writer.js';

export interface ConnectionOptions {
  port: number;
  path: string;
  compress: boolean;
  capture: number;
  onOpen: () => void;
  onFrame: FrameHandler;
  /** After each chunk: the moment to write what its frames gave rise to, at once. */
  onIdle: () => void;
  onEnd: (reason: string) => void;
}

// Reads are handled before the next one starts, so all connections can share one buffer.
const shared = Buffer.allocUnsafe(256 * 1024);
const HEAD_END = '\r\n\r\n';

/** A WebSocket client over bare TCP: the generator has to cost much less than the servers it measures. */
export class Connection {
  private readonly socket: Socket;
  private readonly reader: FrameReader;
  private head: string | null = '';
  private queue: Buffer[] = [];
  private ended = false;

  constructor(private readonly options: ConnectionOptions) {
    this.reader = new FrameReader(options.capture, options.onFrame);
    this.socket = connect({
      host: '127.0.0.1',
      port: options.port,
      noDelay: true,
      onread: { buffer: shared, callback: (length) => this.read(length) },
    });
    this.socket.on('connect', () => this.socket.write(this.upgradeRequest()));
    this.socket.on('error', (error) => this.end(error.message));
    this.socket.on('close', () => this.end('closed by the server'));
  }

  get bytesRead(): number {
    return this.reader.bytes;
  }

  queueText(text: string): void {
    this.queue.push(textFrame(text));
  }

  flush(): void {
    const [first, ...rest] = this.queue;
    if (!first) return;
    this.socket.write(rest.length === 0 ? first : Buffer.concat(this.queue));
    this.queue = [];
  }

  sendText(text: string): void {
    this.queueText(text);
    this.flush();
  }

  destroy(): void {
    this.ended = true;
    this.socket.destroy();
  }

  private read(length: number): boolean {
    if (this.ended) return true;
    const from = this.head === null ? 0 : this.readHead(length);
    if (from < length) this.reader.push(shared, from, length);
    this.options.onIdle();
    return true;
  }

  private readHead(length: number): number {
    const before = this.head?.length ?? 0;
    const head = (this.head ?? '') + shared.toString('latin1', 0, length);
    const end = head.indexOf(HEAD_END);
    if (end < 0) {
      this.head = head;
      return length;
    }
    if (!head.startsWith('HTTP/1.1 101')) {
      this.end(`upgrade refused: ${head.slice(0, 200)}`);
      return length;
    }
    this.head = null;
    this.options.onOpen();
    return end + HEAD_END.length - before;
  }

  private upgradeRequest(): string {
    const lines = [
      `GET ${this.options.path} HTTP/1.1`,
      `Host: 127.0.0.1:${this.options.port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      'Sec-WebSocket-Version: 13',
    ];
    // What browsers offer.
    if (this.options.compress) {
      lines.push('Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits');
    }
    return lines.join('\r\n') + HEAD_END;
  }

  private end(reason: string): void {
    if (this.ended) return;
    this.ended = true;
    this.options.onEnd(reason);
  }
}
