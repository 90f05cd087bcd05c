import { ascii, matches, readDecimal } from './bytes.js';
import { eachBody, readSpan } from './body.js';
import { Connection } from './connection.js';
import type { Dialect, Person } from './plan.js';

export interface ChatEvents {
  /** Authenticated, in its rooms, and told so. */
  onReady: () => void;
  onAck: (id: number, ok: boolean) => void;
  /** `count` messages came; `inOrder` is false where they did not follow the last ones. */
  onDelivered: (count: number, inOrder: boolean) => void;
  /** Time of sending of a delivered message, from watching clients only. */
  onSeen: (sentMicros: number) => void;
  /** Time of sending of a message that the person was notified of, from watching clients only. */
  onNotified?: (sentMicros: number) => void;
  onIdle: () => void;
  onFailure: (reason: string) => void;
}

export interface ChatClientOptions {
  dialect: Dialect;
  port: number;
  compress: boolean;
  person: Person;
  /** Reads every delivered message in full; the others count by the frames' heads. */
  watching: boolean;
}

const PACKET = { open: 0x30, ping: 0x32, message: 0x34, connect: 0x30, event: 0x32, ack: 0x33, error: 0x34 };
const READY = ascii('42["ready"');
const CHANGES = ascii('42["channel:changes"');
const CHANNEL_ID = ascii('"channelId":"');
const MESSAGE = ascii('42["message"');
const NOTIFICATION = ascii('42["notification"');
const ACK_OK = ascii('[{"ok":true');
const WS_JOINED = ascii('joined');
const WS_MESSAGE = ascii('{"id":"');
const HEAD_BYTES = 256;
const WHOLE_FRAME = 64 * 1024 * 1024;

/** One person's socket, in the dialect of the server it talks to. */
export class ChatClient {
  private readonly connection: Connection;
  private readonly revs = new Map<string, number>();

  constructor(
    private readonly options: ChatClientOptions,
    private readonly events: ChatEvents,
  ) {
    const socketIo = options.dialect === 'socket.io';
    this.connection = new Connection({
      port: options.port,
      path: socketIo ? '/socket.io/?EIO=4&transport=websocket' : '/',
      compress: options.compress,
      capture: options.watching ? WHOLE_FRAME : HEAD_BYTES,
      onOpen: () => {
        if (!socketIo) this.connection.sendText(`join ${options.person.channels.join(' ')}`);
      },
      onFrame: (data, start, end) => (socketIo ? this.onPacket(data, start, end) : this.onText(data, start, end)),
      onIdle: events.onIdle,
      onEnd: events.onFailure,
    });
  }

  get bytesRead(): number {
    return this.connection.bytesRead;
  }

  /** Queues only: `flush` writes what came together in one go. */
  send(id: number, channelId: string, clientId: string, body: string): void {
    this.connection.queueText(
      this.options.dialect === 'socket.io'
        ? `42${id}["message:send",{"channelId":"${channelId}","clientId":"${clientId}","body":"${body}"}]`
        : `send ${channelId} ${body}`,
    );
  }

  flush(): void {
    this.connection.flush();
  }

  close(): void {
    this.connection.destroy();
  }

  private onText(data: Buffer, start: number, end: number): void {
    if (matches(data, start, WS_JOINED, end)) this.events.onReady();
    else if (matches(data, start, WS_MESSAGE, end)) this.deliverOne(data, start, end);
  }

  private onPacket(data: Buffer, start: number, end: number): void {
    const type = data[start];
    if (type === PACKET.message) this.onMessage(data, start, end);
    else if (type === PACKET.ping) this.connection.sendText('3');
    else if (type === PACKET.open)
      this.connection.sendText(`40${JSON.stringify({ token: this.options.person.token })}`);
  }

  private onMessage(data: Buffer, start: number, end: number): void {
    const type = data[start + 1];
    if (type === PACKET.ack) {
      const { value, next } = readDecimal(data, start + 2, end);
      this.events.onAck(value, matches(data, next, ACK_OK, end));
    } else if (type === PACKET.event) this.onEvent(data, start, end);
    else if (type === PACKET.error) this.events.onFailure(`refused: ${data.toString('latin1', start, end)}`);
  }

  private onEvent(data: Buffer, start: number, end: number): void {
    if (matches(data, start, CHANGES, end)) this.deliverChanges(data, start, end);
    else if (matches(data, start, MESSAGE, end)) this.deliverOne(data, start, end);
    else if (matches(data, start, READY, end)) this.events.onReady();
    else if (this.events.onNotified && matches(data, start, NOTIFICATION, end)) {
      eachBody(data, start, end, this.events.onNotified);
    }
  }

  private deliverOne(data: Buffer, start: number, end: number): void {
    if (this.options.watching) eachBody(data, start, end, this.events.onSeen);
    this.events.onDelivered(1, true);
  }

  private deliverChanges(data: Buffer, start: number, end: number): void {
    const span = readSpan(data, start, end);
    if (!span) return this.events.onFailure('a channel:changes without since and rev in its head');
    const held = span.rev - span.since;
    if (this.options.watching && eachBody(data, start, end, this.events.onSeen) !== held) {
      return this.events.onFailure(`a frame announced ${held} changes and did not hold them`);
    }
    const channel = this.channelOf(data, start, end);
    const cursor = this.revs.get(channel) ?? span.since;
    this.revs.set(channel, Math.max(cursor, span.rev));
    this.events.onDelivered(Math.max(0, span.rev - Math.max(cursor, span.since)), span.since <= cursor);
  }

  private channelOf(data: Buffer, start: number, end: number): string {
    if (this.options.person.channels.length === 1) return '';
    const found = data.indexOf(CHANNEL_ID, start);
    return found < 0 || found > end
      ? ''
      : data.toString('latin1', found + CHANNEL_ID.length, found + CHANNEL_ID.length + 36);
  }
}
