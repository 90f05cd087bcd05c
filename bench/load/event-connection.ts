import { connect, type Socket } from 'node:net';
import { eachBody } from './body.js';
import { ascii } from './bytes.js';

export interface EventConnectionOptions {
  port: number;
  path: string;
  token: string;
  /** Whether the time at which each event was sent is read from it. */
  watched: boolean;
  onMessages: (count: number, sentMicros: number[]) => void;
  onFailure: (reason: string) => void;
}

// Reads are handled before the next one starts, so all connections can share one buffer.
const shared = Buffer.allocUnsafe(256 * 1024);
const EVENT = ascii('event: channel:changes');
const LINE_END = 0x0a;
const ignore = () => undefined;

/** A subscriber over bare TCP: the generator has to cost much less than the servers it measures. */
export class EventConnection {
  readonly opened: Promise<void>;
  bytes = 0;
  events = 0;
  /** One event may bring several. */
  messages = 0;
  private readonly socket: Socket;
  private head: string | null = '';
  /** The end of a chunk that broke off within a line. */
  private rest: Buffer | null = null;
  private open: () => void = () => undefined;

  constructor(private readonly options: EventConnectionOptions) {
    const { port, path, token } = options;
    this.opened = new Promise((resolve) => (this.open = resolve));
    this.socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: { buffer: shared, callback: (length) => this.read(length) },
    });
    const head = [`GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', `Authorization: Bearer ${token}`];
    this.socket.on('connect', () => this.socket.write(`${head.join('\r\n')}\r\n\r\n`));
    this.socket.on('error', (error) => this.fail(error.message));
    this.socket.on('close', () => this.fail('closed by the server'));
  }

  private read(length: number): boolean {
    this.bytes += length;
    if (this.head !== null) this.readHead(length);
    else this.readEvents(shared.subarray(0, length));
    return true;
  }

  /** No event comes before everybody subscribes: what follows the head is no event. */
  private readHead(length: number): void {
    this.head += shared.toString('latin1', 0, length);
    if (!this.head?.includes('\r\n\r\n')) return;
    if (!this.head.startsWith('HTTP/1.1 200')) this.fail(`refused: ${this.head.slice(0, 200)}`);
    this.head = null;
    this.open();
  }

  private readEvents(chunk: Buffer): void {
    const data = this.rest ? Buffer.concat([this.rest, chunk]) : chunk;
    const whole = data.at(-1) === LINE_END;
    // An event that broke off is read once the rest of it has come.
    const end = whole ? data.length : data.lastIndexOf('\n\n') + 1;
    this.rest = whole ? null : Buffer.from(data.subarray(end));
    for (let at = data.indexOf(EVENT); at >= 0 && at < end; at = data.indexOf(EVENT, at + EVENT.length)) this.events++;
    const sent: number[] = [];
    const { watched, onMessages } = this.options;
    const count = eachBody(data, 0, end, watched ? (micros) => sent.push(micros) : ignore);
    this.messages += count;
    if (count > 0) onMessages(count, sent);
  }

  private fail(reason: string): void {
    this.options.onFailure(reason);
    this.open();
  }
}
