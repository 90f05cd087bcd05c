import { Injectable } from '@nestjs/common';
import { MembersService } from '../channels/members.service.js';
import { eventFrame, FrameWriter } from './frame-writer.js';
import { LocalUsers } from './local-users.js';
import { channelRoom, type ClientServer, type ClientSocket } from './socket.js';

/** Who on this instance receives a channel's changes: its members' sockets, and those that look at it. */
@Injectable()
export class ChannelRooms {
  private server: ClientServer | undefined;
  private readonly emptyListeners: ((channelId: string) => void)[] = [];

  constructor(
    private readonly frames: FrameWriter,
    private readonly users: LocalUsers,
    private readonly members: MembersService,
  ) {}

  attach(server: ClientServer): void {
    this.server = server;
    const prefix = channelRoom('');
    server.of('/').adapter.on('delete-room', (room: string) => {
      if (room.startsWith(prefix)) for (const listener of this.emptyListeners) listener(room.slice(prefix.length));
    });
  }

  /** Hears of every channel that has nobody here any more. */
  onEmpty(listener: (channelId: string) => void): void {
    this.emptyListeners.push(listener);
  }

  join(socket: ClientSocket, channelIds: Iterable<string>): void {
    // The adapter's own rooms are in memory: its answer is no promise that anything waits for.
    void socket.join([...channelIds].map(channelRoom));
  }

  leave(socket: ClientSocket, channelId: string): void {
    void socket.leave(channelRoom(channelId));
  }

  send(channelId: string, frame: Buffer): void {
    for (const socket of this.sockets(channelId)) this.frames.write(socket, frame);
  }

  /** Takes out of the room whoever lost membership; answers the version that this holds for. */
  async evictFormerMembers(channelId: string): Promise<number> {
    const here = new Set<string>();
    for (const { data } of this.sockets(channelId)) if (!data.opened?.has(channelId)) here.add(data.principal.userId);
    const among = await this.members.among(channelId, [...here]);
    const members = new Set(among?.userIds);
    for (const userId of here) if (!members.has(userId)) this.evict(userId, channelId);
    return among?.membersVersion ?? Number.MAX_SAFE_INTEGER;
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
