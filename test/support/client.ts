import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import { ReadState } from '../../src/contract/channels.js';
import { AckError } from '../../src/contract/errors.js';
import {
  ChangedMessage,
  type ChannelChanges,
  type Message,
  SentMessage,
  SyncResult,
} from '../../src/contract/messages.js';
import { PollState } from '../../src/contract/polls.js';
import { Draft, type SetDraft } from '../../src/contract/drafts.js';
import { SavedState } from '../../src/contract/saved-messages.js';
import type { ServerEventData, ServerEventName } from '../../src/contract/socket-events.js';
import { Thread } from '../../src/contract/threads.js';
import type { Server } from './app.js';
import { until } from './cluster/until.js';

const ACK_TIMEOUT_MS = 30_000;
export const EVENT_TIMEOUT_MS = 30_000;

const Ack = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), data: z.unknown() }),
  z.strictObject({ ok: z.literal(false), error: AckError.strict() }),
]);
export type AnyAck = z.infer<typeof Ack>;

export interface SocketOptions {
  instance?: number;
  transports?: ('websocket' | 'polling')[];
  headers?: Record<string, string>;
}

type Received = { [E in ServerEventName]: ServerEventData<E>[] };

/** A Socket.IO client that keeps all it was sent, in order. */
export class ChatSocket {
  readonly received: Received = {
    ready: [],
    'channel:changes': [],
    'channel:joined': [],
    'channel:updated': [],
    'channel:silence': [],
    'channel:left': [],
    'channel:read': [],
    typing: [],
    presence: [],
    draft: [],
    saved: [],
    sidebar: [],
    groups: [],
    'personal:resync': [],
    notification: [],
    job: [],
    scheduled: [],
    reminder: [],
    resync: [],
    'server:draining': [],
  };
  /** Names of all events in the order of their arrival. */
  readonly order: string[] = [];
  /** Why the connection ended; null while it lives. */
  closed: string | null = null;
  /** The `data` of a refused connection. */
  refused: AckError | null = null;

  private constructor(
    readonly client: Socket,
    private readonly server: Server,
  ) {
    for (const name of Object.keys(this.received)) this.keep(name);
    client.onAny((event: string, data: unknown) => {
      this.order.push(event);
      server.conformance.event(event, data);
    });
    client.on('disconnect', (reason) => (this.closed = reason));
    client.on('connect_error', (error) => {
      const data: unknown = 'data' in error ? error.data : undefined;
      this.refused = AckError.strict().parse(data);
    });
    server.cleanups.push(() => client.disconnect());
  }

  /** Does not wait: see `connect` and `refusal`. */
  static open(server: Server, token: unknown, { instance = 0, transports, headers }: SocketOptions = {}): ChatSocket {
    const client = io(server.urlOf(instance), {
      auth: token === undefined ? {} : { token },
      transports: transports ?? ['websocket'],
      forceNew: true,
      reconnection: false,
      ...(headers && { extraHeaders: headers }),
    });
    return new ChatSocket(client, server);
  }

  /** Resolves with the first event, `ready`. */
  static async connect(server: Server, token: string, options?: SocketOptions): Promise<ChatSocket> {
    const socket = ChatSocket.open(server, token, options);
    await until(
      () => `connected: ${JSON.stringify(socket.refused)} ${socket.closed}`,
      () => socket.received.ready.length > 0 || socket.refused !== null || socket.closed !== null,
      EVENT_TIMEOUT_MS,
    );
    if (socket.refused) throw new Error(`refused: ${JSON.stringify(socket.refused)}`);
    return socket;
  }

  /** The error with which a connection is refused. */
  static async refusal(server: Server, token: unknown, options?: SocketOptions): Promise<AckError> {
    const socket = ChatSocket.open(server, token, options);
    await until('refused', () => socket.refused !== null || socket.client.connected, EVENT_TIMEOUT_MS);
    if (!socket.refused) throw new Error('the connection was not refused');
    return socket.refused;
  }

  /** Every request is answered, or this fails. */
  async request(name: string, payload?: unknown): Promise<AnyAck> {
    const ack: unknown = await this.client.timeout(ACK_TIMEOUT_MS).emitWithAck(name, payload);
    this.server.conformance.ack(name, ack);
    return Ack.parse(ack);
  }

  /** The data of a request that must succeed. */
  async ask<T>(schema: z.ZodType<T>, name: string, payload: unknown): Promise<T> {
    const ack = await this.request(name, payload);
    if (!ack.ok) throw new Error(`${name}: ${JSON.stringify(ack.error)}`);
    return schema.parse(ack.data);
  }

  /** The error of a request that must be refused. */
  async refuse(name: string, payload?: unknown): Promise<AckError> {
    const ack = await this.request(name, payload);
    if (ack.ok) throw new Error(`${name} was not refused: ${JSON.stringify(ack.data)}`);
    return ack.error;
  }

  send(channelId: string, body: string, clientId: string = crypto.randomUUID()): Promise<SentMessage> {
    return this.ask(SentMessage, 'message:send', { channelId, clientId, body });
  }

  edit(messageId: string, body: string): Promise<ChangedMessage> {
    return this.ask(ChangedMessage, 'message:edit', { messageId, body });
  }

  delete(messageId: string, reason?: string): Promise<ChangedMessage> {
    return this.ask(ChangedMessage, 'message:delete', { messageId, reason });
  }

  react(messageId: string, emoji: string): Promise<ChangedMessage> {
    return this.ask(ChangedMessage, 'reaction:add', { messageId, emoji });
  }

  unreact(messageId: string, emoji: string): Promise<ChangedMessage> {
    return this.ask(ChangedMessage, 'reaction:remove', { messageId, emoji });
  }

  pin(messageId: string): Promise<ChangedMessage> {
    return this.ask(ChangedMessage, 'message:pin', { messageId });
  }

  unpin(messageId: string): Promise<ChangedMessage> {
    return this.ask(ChangedMessage, 'message:unpin', { messageId });
  }

  /** A message that asks something. */
  poll(
    channelId: string,
    poll: Record<string, unknown>,
    body = 'What do you say?',
    clientId: string = crypto.randomUUID(),
  ): Promise<SentMessage> {
    return this.ask(SentMessage, 'message:send', { channelId, clientId, body, poll });
  }

  vote(messageId: string, optionIds: string[]): Promise<PollState> {
    return this.ask(PollState, 'poll:vote', { messageId, optionIds });
  }

  closePoll(messageId: string): Promise<ChangedMessage> {
    return this.ask(ChangedMessage, 'poll:close', { messageId });
  }

  save(messageId: string): Promise<SavedState> {
    return this.ask(SavedState, 'message:save', { messageId });
  }

  unsave(messageId: string): Promise<SavedState> {
    return this.ask(SavedState, 'message:unsave', { messageId });
  }

  draft(input: SetDraft): Promise<Draft> {
    return this.ask(Draft, 'draft:set', input);
  }

  /** `alsoToChannel`: the channel gets it too. */
  async reply(root: Message, body: string, more: Record<string, unknown> = {}): Promise<SentMessage> {
    const reply = { channelId: root.channelId, threadId: root.id, clientId: crypto.randomUUID(), body, ...more };
    return this.ask(SentMessage, 'message:send', reply);
  }

  follow(threadId: string): Promise<Thread> {
    return this.ask(Thread, 'thread:follow', { threadId });
  }

  unfollow(threadId: string): Promise<Thread> {
    return this.ask(Thread, 'thread:unfollow', { threadId });
  }

  sync(cursors: Record<string, number>): Promise<SyncResult> {
    return this.ask(SyncResult, 'channel:sync', { cursors });
  }

  read(channelId: string, seq: number): Promise<ReadState> {
    return this.ask(ReadState, 'channel:read', { channelId, seq });
  }

  /** Waits for an event that fits; those that came before count too. */
  async event<E extends ServerEventName>(
    name: E,
    fits: (data: ServerEventData<E>) => boolean = () => true,
  ): Promise<ServerEventData<E>> {
    const kept: ServerEventData<E>[] = this.received[name];
    await until(
      () => `${name}; came: ${this.order.join(', ')}; ${JSON.stringify(kept.at(-1))?.slice(0, 300)}`,
      () => kept.some(fits),
      EVENT_TIMEOUT_MS,
    );
    const found = kept.find(fits);
    if (!found) throw new Error(`${name} is gone`);
    return found;
  }

  /** Waits until the changes of the channel up to `rev` have arrived. */
  async reaches(channelId: string, rev: number): Promise<void> {
    await this.event('channel:changes', (frame) => frame.channelId === channelId && frame.rev >= rev);
  }

  /** Waits until the socket has been told that it receives from the channel. */
  async joined(...channelIds: string[]): Promise<void> {
    for (const id of channelIds) await this.event('channel:joined', ({ channelId }) => channelId === id);
  }

  /**
   * What a client applies whose cursor is `after`: it skips what is not beyond. Without one it starts where `ready` says:
   * a change is told after its answer, and so also to who connected in between and knows it already.
   */
  changesOf(channelId: string, after = this.headOf(channelId)): ChannelChanges['changes'] {
    let cursor = after;
    return this.received['channel:changes'].flatMap((frame) => {
      if (frame.channelId !== channelId) return [];
      const news = frame.changes.filter(({ rev }) => rev > cursor);
      cursor = Math.max(cursor, frame.rev);
      return news;
    });
  }

  bodiesOf(channelId: string, after?: number): string[] {
    return this.changesOf(channelId, after).map(({ message }) => message.body);
  }

  private headOf(id: string): number {
    const heads = this.received.ready.flatMap(({ channels, threads }) => [...channels, ...threads]);
    return heads.find(({ channelId }) => channelId === id)?.rev ?? 0;
  }

  /** Resolves with the reason once the connection has ended. */
  async end(withinMs = EVENT_TIMEOUT_MS): Promise<string> {
    await until('the end of the connection', () => this.closed !== null, withinMs);
    return this.closed ?? '';
  }

  close(): void {
    this.client.disconnect();
  }

  private keep(name: string): void {
    const kept: unknown = Object.entries(this.received).find(([event]) => event === name)?.[1];
    if (Array.isArray(kept)) this.client.on(name, (data: unknown) => void kept.push(data));
  }
}
