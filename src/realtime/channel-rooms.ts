import { Injectable } from '@nestjs/common';
import type { ServerEventData } from '../contract/socket-events.js';
import { tracing } from '../core/observability/tracing.js';
import { ChannelComparison } from '../messages/channel-comparison.service.js';
import { ChannelFeed, type ChannelReaders, type SentRun } from '../messages/channel-feed.service.js';
import { DeliveryMetrics } from './delivery.metrics.js';
import { eventFrame, FrameWriter } from './frame-writer.js';
import { type LocalUser, LocalUsers } from './local-users.js';
import { channelRoom, type ClientServer, type ClientSocket, screenRoom } from './socket.js';

/** Who on this instance receives a channel's changes: its members' sockets, and those that look at it. */
@Injectable()
export class ChannelRooms implements ChannelReaders {
  private server: ClientServer | undefined;

  constructor(
    private readonly frames: FrameWriter,
    private readonly users: LocalUsers,
    private readonly feed: ChannelFeed,
    private readonly metrics: DeliveryMetrics,
    private readonly comparison: ChannelComparison,
  ) {
    feed.attach(this);
    comparison.onUpdated((channel) =>
      this.write(channel.id, eventFrame('channel:updated', { channelId: channel.id, channel })),
    );
  }

  attach(server: ClientServer): void {
    this.server = server;
    const prefix = channelRoom('');
    server.of('/').adapter.on('delete-room', (room: string) => {
      if (room.startsWith(prefix)) this.feed.emptied(room.slice(prefix.length));
    });
  }

  /** The socket's user is a member of the channels. What it looked at before that is on its screen. */
  join(socket: ClientSocket, channelIds: readonly string[]): void {
    // The adapter's own rooms are in memory: its answer is no promise that anything waits for.
    void socket.join(channelIds.map(channelRoom));
    const { opened } = socket.data;
    if (opened) for (const id of channelIds) if (opened.delete(id)) this.setOnScreen(socket, id, true);
  }

  /** The socket receives what it looks at, until it closes it or its user may not read it any more. */
  open(socket: ClientSocket, channelId: string, isThread: boolean): void {
    if (isThread) (socket.data.openThreads ??= new Set()).add(channelId);
    else (socket.data.opened ??= new Set()).add(channelId);
    void socket.join(channelRoom(channelId));
  }

  leave(socket: ClientSocket, channelId: string): void {
    void socket.leave(channelRoom(channelId));
    this.setOnScreen(socket, channelId, false);
  }

  /** A member has the channel on their screen, and wants to know who is there, however many are. */
  setOnScreen(socket: ClientSocket, channelId: string, isOnScreen: boolean): void {
    if (isOnScreen) void socket.join(screenRoom(channelId));
    else void socket.leave(screenRoom(channelId));
  }

  /** Members' sockets here; in a channel with more than `large`, those that have it on their screen. */
  *attentive(channelId: string, large: number): Generator<ClientSocket> {
    const size = this.server?.of('/').adapter.rooms.get(channelRoom(channelId))?.size ?? 0;
    if (size > large) return yield* this.socketsIn(screenRoom(channelId));
    for (const socket of this.sockets(channelId)) if (!socket.data.opened?.has(channelId)) yield socket;
  }

  /** To all who receive from the channel here, save for the one it is about; it may be lost. */
  tellTyping(channelId: string, data: ServerEventData<'typing'>): void {
    const frame = eventFrame('typing', data);
    for (const socket of this.sockets(channelId)) {
      if (socket.data.principal.userId !== data.userId) this.frames.offer(socket, frame);
    }
  }

  hasReaders(channelId: string): boolean {
    return this.server?.of('/').adapter.rooms.has(channelRoom(channelId)) ?? false;
  }

  *membersOf(channelId: string): Generator<string> {
    for (const { data } of this.sockets(channelId)) if (!data.opened?.has(channelId)) yield data.principal.userId;
  }

  *onlookersOf(channelId: string): Generator<string> {
    for (const { data } of this.sockets(channelId)) if (data.opened?.has(channelId)) yield data.principal.userId;
  }

  /** What these users look at without being members, or as a thread, they may have lost: the feed finds that out. */
  recheckOnlookers(userIds: string[]): void {
    const sockets = userIds.flatMap((userId) => [...(this.users.get(userId)?.sockets ?? [])]);
    const opened = new Set(sockets.flatMap(({ data }) => [...(data.opened ?? []), ...(data.openThreads ?? [])]));
    void this.comparison.compare([...opened]);
  }

  send(channelId: string, run: SentRun): void {
    const sockets = this.write(channelId, run.frame);
    this.metrics.written(channelId, run, sockets);
    if (tracing.recording) tracing.note({ 'tertulia.sockets': sockets });
  }

  evict(userId: string, channelId: string): void {
    const user = this.users.get(userId);
    if (!user) return;
    const wasIn = user.channels.delete(channelId);
    if (wasIn || [...user.sockets].some(({ data }) => data.openThreads?.has(channelId))) this.takeOut(user, channelId);
  }

  shutOut(userId: string, channelId: string): void {
    const user = this.users.get(userId);
    if (!user) return;
    user.channels.delete(channelId);
    this.takeOut(user, channelId);
  }

  /** The user is no member any more. Sockets that have a thread open keep it: whether they may is found out by its feed. */
  release(userId: string, channelId: string): void {
    const user = this.users.get(userId);
    if (!user?.channels.delete(channelId)) return;
    const staying = [...user.sockets].filter(({ data }) => data.openThreads?.has(channelId));
    for (const socket of staying) this.frames.write(socket, eventFrame('channel:left', { channelId, stillOpen: true }));
    this.takeOut(user, channelId, staying);
  }

  /** The user's sockets leave a channel that they were not told of. */
  forget(user: LocalUser, channelId: string): void {
    user.channels.delete(channelId);
    for (const socket of user.sockets) this.leave(socket, channelId);
  }

  /** The user's sockets leave the channel, and are told. */
  private takeOut({ sockets }: LocalUser, channelId: string, staying: readonly ClientSocket[] = []): void {
    const left = eventFrame('channel:left', { channelId });
    for (const socket of sockets) {
      if (!socket.rooms.has(channelRoom(channelId)) || staying.includes(socket)) continue;
      this.leave(socket, channelId);
      socket.data.opened?.delete(channelId);
      socket.data.openThreads?.delete(channelId);
      this.frames.write(socket, left);
    }
  }

  /** Answers to how many sockets. */
  private write(channelId: string, frame: Buffer): number {
    let sockets = 0;
    for (const socket of this.sockets(channelId)) {
      this.frames.write(socket, frame);
      sockets++;
    }
    return sockets;
  }

  private sockets(channelId: string): Generator<ClientSocket> {
    return this.socketsIn(channelRoom(channelId));
  }

  private *socketsIn(room: string): Generator<ClientSocket> {
    const namespace = this.server?.of('/');
    const ids = namespace?.adapter.rooms.get(room);
    if (!namespace || !ids) return;
    for (const id of ids) {
      const socket = namespace.sockets.get(id);
      if (socket) yield socket;
    }
  }
}
