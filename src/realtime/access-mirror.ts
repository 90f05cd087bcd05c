import { Injectable, Logger } from '@nestjs/common';
import { type ChannelHeads, ChannelsService } from '../channels/channels.service.js';
import type { ChannelHead } from '../contract/socket-events.js';
import { ChannelFeed, type Head } from '../messages/channel-feed.service.js';
import { type Access, AccessLoader } from './access-loader.js';
import { ChannelRooms } from './channel-rooms.js';
import { eventFrame, FrameWriter } from './frame-writer.js';
import { type LocalUser, LocalUsers } from './local-users.js';
import type { Arrival, ClientSocket } from './socket.js';

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
  async admit(socket: ClientSocket, found: Access, arrival: Arrival): Promise<void> {
    try {
      let access = found;
      while (this.isStale(access)) access = await this.lookUp(socket);
      if (!socket.connected) return;
      const isBehind = this.enter(socket, access);
      if (isBehind || arrival.isOutdated) await this.greetLater(socket, access);
      else this.frames.write(socket, ready(access));
    } finally {
      this.users.settle(arrival);
    }
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
    const rev = this.feed.follow(headOf(channel));
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

  /** Answers whether some of the channels have gone on since they were read. */
  private enter(socket: ClientSocket, access: Access): boolean {
    const user = this.users.add(socket);
    if (user.sockets.size === 1) this.reach(user, access);
    // The user's other sockets do not know yet what this one is told.
    else if (user.version < access.version) this.reload([user.id]);
    // Follow first, join after, in one turn: whatever is sent from here on reaches the socket.
    const gone = access.heads.filter((head) => this.feed.follow(head) > head.rev);
    this.rooms.join(
      socket,
      access.heads.map(({ channelId }) => channelId),
    );
    return gone.length > 0;
  }

  /**
   * Something passed the socket by after `access` was read and before it was there to hear of it: revs and counts are read
   * once more, each channel's of one moment, and what comes meanwhile is told after them.
   */
  private async greetLater(socket: ClientSocket, access: Access): Promise<void> {
    const greet = this.frames.keepPlace(socket);
    const now = await this.lookUp(socket);
    const entered = new Set(access.heads.map(({ channelId }) => channelId));
    greet([ready({ ...now, heads: now.heads.filter(({ channelId }) => entered.has(channelId)) })]);
  }

  private async lookUp(socket: ClientSocket): Promise<Access> {
    const { access, principal } = await this.loader.loadOne(socket.data.principal);
    socket.data.principal = principal;
    return access;
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
    if (this.isStale(access)) {
      this.changed.add(user.id);
      return;
    }
    const joined = access.heads.filter(({ channelId }) => !user.channels.has(channelId));
    const { channels: known, silences: told, groupIds } = user;
    this.reach(user, access);
    for (const channelId of known) this.tellSilence(user, channelId, told.get(channelId));
    if (access.groupIds.join() !== groupIds.join()) this.tellGroups(access);
    if (joined.length > 0) await this.join(user, joined);
  }

  /**
   * The user's sockets receive from the channels, and are told of them before that. What they are told is read once nothing
   * passes the sockets by any more: `rev` and the counts are of one moment.
   */
  private async join(user: LocalUser, heads: Head[]): Promise<void> {
    const ids = heads.map(({ channelId }) => channelId);
    for (const head of heads) this.feed.follow(head);
    for (const socket of user.sockets) this.rooms.join(socket, ids);
    const places = [...user.sockets].map((socket) => this.frames.keepPlace(socket));
    let joined: Buffer[] = [];
    try {
      const described = await this.channels.describeMine(user.id, ids);
      joined = [...described].map(([channelId, channel]) => eventFrame('channel:joined', { channelId, channel }));
    } catch (error) {
      // They join once more when the database answers, and are told then.
      for (const id of ids) this.rooms.forget(user, id);
      throw error;
    } finally {
      for (const fill of places) fill(joined);
    }
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

const ready = ({ user, heads, groupIds }: Access): Buffer =>
  eventFrame('ready', {
    user,
    channels: heads.filter(({ parentId }) => parentId === null).map(toChannelHead),
    threads: heads.flatMap(({ parentId, ...head }) =>
      parentId === null ? [] : [{ ...toChannelHead(head), parentId }],
    ),
    groupIds: [...groupIds],
  });

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
