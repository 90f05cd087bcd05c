import { Injectable } from '@nestjs/common';
import { tracing } from '../core/observability/tracing.js';
import { ChannelComparison } from '../messages/channel-comparison.service.js';
import { ChannelFeed, type ChannelReaders, type SentRun } from '../messages/channel-feed.service.js';
import { DeliveryMetrics } from './delivery.metrics.js';
import { eventFrame, FrameWriter } from './frame-writer.js';
import { LocalUsers } from './local-users.js';
import { channelRoom, type ClientServer, type ClientSocket } from './socket.js';

/** Who on this instance receives a channel's changes: its members' sockets, and those that look at it. */
@Injectable()
export class ChannelRooms implements ChannelReaders {
  private server: ClientServer | undefined;

  constructor(
    private readonly frames: FrameWriter,
    private readonly users: LocalUsers,
    private readonly feed: ChannelFeed,
    private readonly metrics: DeliveryMetrics,
    comparison: ChannelComparison,
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

  join(socket: ClientSocket, channelIds: Iterable<string>): void {
    // The adapter's own rooms are in memory: its answer is no promise that anything waits for.
    void socket.join([...channelIds].map(channelRoom));
  }

  leave(socket: ClientSocket, channelId: string): void {
    void socket.leave(channelRoom(channelId));
  }

  hasReaders(channelId: string): boolean {
    return this.server?.of('/').adapter.rooms.has(channelRoom(channelId)) ?? false;
  }

  *membersOf(channelId: string): Generator<string> {
    for (const { data } of this.sockets(channelId)) if (!data.opened?.has(channelId)) yield data.principal.userId;
  }

  send(channelId: string, run: SentRun): void {
    const sockets = this.write(channelId, run.frame);
    this.metrics.written(channelId, run, sockets);
    if (tracing.recording) tracing.note({ 'tertulia.sockets': sockets });
  }

  /** The user's sockets leave the channel, and are told. */
  evict(userId: string, channelId: string): void {
    const user = this.users.get(userId);
    if (!user?.channels.delete(channelId)) return;
    const left = eventFrame('channel:left', { channelId });
    for (const socket of user.sockets) {
      this.leave(socket, channelId);
      socket.data.opened?.delete(channelId);
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

  private *sockets(channelId: string): Generator<ClientSocket> {
    const namespace = this.server?.of('/');
    const ids = namespace?.adapter.rooms.get(channelRoom(channelId));
    if (!namespace || !ids) return;
    for (const id of ids) {
      const socket = namespace.sockets.get(id);
      if (socket) yield socket;
    }
  }
}
