import { Injectable, Logger } from '@nestjs/common';
import { type ChannelHeads, ChannelsService } from '../channels/channels.service.js';
import type { MyChannel } from '../contract/channels.js';
import type { ChannelHead } from '../contract/socket-events.js';
import { unauthenticated } from '../core/errors/domain-error.js';
import { ChannelFeed, type Head } from '../messages/channel-feed.service.js';
import { type Access, AccessLoader } from './access-loader.js';
import { ChannelRooms } from './channel-rooms.js';
import { FrameWriter } from './frame-writer.js';
import { type LocalUser, LocalUsers } from './local-users.js';
import type { ClientSocket } from './socket.js';

const RETRY_MS = 1000;

/**
 * Keeps the sockets of this instance in step with what their users may reach: memberships, sessions, standing.
 * It is told that something changed, never what: the database is asked, and the difference is carried out.
 */
@Injectable()
export class AccessMirror {
  private readonly logger = new Logger(AccessMirror.name);
  private readonly changed = new Set<string>();
  private reloading = false;

  constructor(
    private readonly loader: AccessLoader,
    private readonly users: LocalUsers,
    private readonly feed: ChannelFeed,
    private readonly rooms: ChannelRooms,
    private readonly frames: FrameWriter,
    private readonly channels: ChannelsService,
  ) {}

  /**
   * Puts a new connection into its rooms and tells it where its channels stand: its first event. Throws
   * `unauthenticated` where its session has ended meanwhile.
   */
  async admit(socket: ClientSocket, found: Access): Promise<void> {
    const { userId, sessionId } = socket.data.principal;
    let access: Access | undefined = found;
    while (this.isStale(access)) {
      const loaded = await this.loader.load([userId], [sessionId]);
      access = loaded.access.get(userId);
      const principal = loaded.liveSessions.get(sessionId);
      if (!access || !principal) throw unauthenticated('The session has ended');
      socket.data.principal = principal;
    }
    if (!socket.connected) return;
    const user = this.users.add(socket);
    if (user.sockets.size === 1) this.reach(user, access);
    // The user's other sockets do not know yet what this one was told.
    else if (user.version < access.version) this.reload([userId]);
    // Follow first, join after, in one turn: whatever is sent from here on reaches the socket.
    const heads = access.heads.map((head) => ({ ...head, ...this.feed.follow(head) }));
    this.rooms.join(
      socket,
      heads.map(({ channelId }) => channelId),
    );
    this.frames.event(socket, 'ready', {
      user: access.user,
      channels: heads.filter(({ parentId }) => parentId === null).map(toChannelHead),
      threads: heads.flatMap(({ parentId, ...head }) =>
        parentId === null ? [] : [{ ...toChannelHead(head), parentId }],
      ),
      groupIds: [...access.groupIds],
    });
  }

  dismiss(socket: ClientSocket): void {
    this.users.remove(socket);
  }

  /**
   * A socket looks at a public channel of which its user is no member, or at a thread, or a member has the channel on their
   * screen; answers the rev from which on it receives. Throws `not_found` where the user may not know of it.
   */
  async open(socket: ClientSocket, channelId: string): Promise<number> {
    const { principal } = socket.data;
    let visible = await this.channels.requireVisible(principal, channelId);
    while (this.feed.isStale(headOf(visible.channel))) {
      visible = await this.channels.requireVisible(principal, channelId);
    }
    const { channel, member, parent } = visible;
    if (!socket.connected) return channel.rev;
    // Whoever became a member meanwhile receives already.
    const isMember = member !== null || this.users.get(principal.userId)?.channels.has(channelId);
    if (isMember && !parent) {
      this.rooms.setOnScreen(socket, channelId, true);
      return channel.rev;
    }
    const { rev } = this.feed.follow(headOf(channel));
    this.rooms.open(socket, channelId, parent !== null);
    return rev;
  }

  close(socket: ClientSocket, channelId: string): void {
    this.rooms.setOnScreen(socket, channelId, false);
    const user = this.users.get(socket.data.principal.userId);
    const { opened, openThreads } = socket.data;
    const wasOpen = opened?.delete(channelId) || openThreads?.delete(channelId);
    if (wasOpen && !user?.channels.has(channelId)) this.rooms.leave(socket, channelId);
  }

  /** Looks up those of the users who are connected here, and carries out what has changed for them. */
  reload(userIds: Iterable<string>): void {
    for (const id of userIds) if (this.users.get(id)) this.changed.add(id);
    if (this.reloading || this.changed.size === 0) return;
    this.reloading = true;
    void this.reloadChanged();
  }

  /** What the database says of the users here: those whose version moved on are looked up. */
  compare(versions: Map<string, number>): void {
    this.reload(
      [...versions].flatMap(([id, version]) => ((this.users.get(id)?.version ?? version) < version ? [id] : [])),
    );
  }

  private async reloadChanged(): Promise<void> {
    while (this.changed.size > 0) {
      const ids = [...this.changed];
      this.changed.clear();
      try {
        await this.reloadNow(ids);
      } catch (error) {
        this.logger.warn({ err: error }, 'access could not be looked up yet');
        for (const id of ids) this.changed.add(id);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    this.reloading = false;
  }

  private async reloadNow(userIds: string[]): Promise<void> {
    const sockets = userIds.flatMap((id) => [...(this.users.get(id)?.sockets ?? [])]);
    const sessionIds = [...new Set(sockets.map(({ data }) => data.principal.sessionId))];
    const { access, liveSessions } = await this.loader.load(userIds, sessionIds);
    for (const socket of sockets) {
      const principal = liveSessions.get(socket.data.principal.sessionId);
      if (principal) socket.data.principal = principal;
      else socket.disconnect(true);
    }
    for (const id of userIds) {
      const user = this.users.get(id);
      const now = access.get(id);
      if (user && now) await this.apply(user, now);
    }
  }

  /** Carries out the difference between what the user's sockets receive and what they may. */
  private async apply(user: LocalUser, access: Access): Promise<void> {
    if (access.version < user.version) return;
    const reachable = new Set(access.heads.map(({ channelId }) => channelId));
    for (const channelId of user.channels) if (!reachable.has(channelId)) this.rooms.release(user.id, channelId);
    const joined = access.heads.filter(({ channelId }) => !user.channels.has(channelId));
    const described = await this.channels.describeMine(
      user.id,
      joined.map(({ channelId }) => channelId),
    );
    if (this.isStale(access)) {
      this.changed.add(user.id);
      return;
    }
    const { channels: known, silences: told, groupIds } = user;
    this.reach(user, access);
    for (const channelId of known) this.tellSilence(user, channelId, told.get(channelId));
    for (const head of joined) {
      const channel = described.get(head.channelId);
      if (channel) this.join(user, channel, this.feed.follow(head));
    }
    if (access.groupIds.join() !== groupIds.join()) this.tellGroups(access);
  }

  /** `head` is where the user's sockets begin to receive; the description may be older or newer than that. */
  private join(user: LocalUser, channel: MyChannel, { channelId, rev, seq }: Head): void {
    for (const socket of user.sockets) this.rooms.join(socket, [channelId]);
    const unread = Math.max(0, seq - channel.readSeq);
    this.users.emit(user.id, 'channel:joined', { channelId, channel: { ...channel, rev, seq, unread } });
  }

  /** Where it is not what the user's sockets were told last; of a channel that they joined just now they are told all. */
  private tellSilence(user: LocalUser, channelId: string, told: number | undefined): void {
    const until = user.silences.get(channelId);
    if (until === told || !user.channels.has(channelId)) return;
    const silencedUntil = until === undefined ? null : new Date(until).toISOString();
    this.users.emit(user.id, 'channel:silence', { channelId, silencedUntil });
  }

  /** Mentions of groups count as before where all is read: not at all. */
  private tellGroups({ user, groupIds, heads }: Access): void {
    const channels = heads.filter(({ seq, readSeq }) => seq > readSeq).map(toChannelHead);
    this.users.emit(user.id, 'groups', { groupIds: [...groupIds], channels });
  }

  /** Whether something newer is known than what was read. */
  private isStale({ user, version, heads }: Access): boolean {
    return (this.users.get(user.id)?.version ?? 0) > version || heads.some((head) => this.feed.isStale(head));
  }

  private reach(user: LocalUser, { version, heads, groupIds }: Access): void {
    user.version = version;
    user.groupIds = groupIds;
    user.channels = new Set(heads.map(({ channelId }) => channelId));
    user.silences = new Map(
      heads.flatMap(({ channelId, silencedUntil }) => (silencedUntil ? [[channelId, silencedUntil.getTime()]] : [])),
    );
  }
}

const headOf = ({ id, ...head }: ChannelHeads): Head => ({ channelId: id, ...head });

const toChannelHead = ({
  channelId,
  rev,
  seq,
  readSeq,
  mentionCount,
}: Omit<Access['heads'][number], 'parentId'>): ChannelHead => ({
  id: channelId,
  channelId,
  rev,
  seq,
  readSeq,
  mentionCount,
});
