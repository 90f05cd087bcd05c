import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { channelUpdated, type ReadMoved, readMoved } from '../channels/channel.topics.js';
import { ChannelsService } from '../channels/channels.service.js';
import { MembersService } from '../channels/members.service.js';
import { Bus } from '../core/broadcast/bus.service.js';
import { logAdvanced } from '../core/broadcast/log.topic.js';
import { accessChanged } from '../core/security/access.topic.js';
import { UsersService } from '../users/users.service.js';
import { AccessMirror } from './access-mirror.js';
import { ChannelFeed } from './channel-feed.js';
import { ChannelRooms } from './channel-rooms.js';
import { eventFrame, FrameWriter } from './frame-writer.js';
import { LocalUsers } from './local-users.js';

/** protocol.md 4 asks for 5 s, and 3 s while the Redis link is unhealthy; a slow query needs room below that. */
const INTERVAL_MS = 2500;
const UNHEALTHY_INTERVAL_MS = 1500;
/** After the link is back, clients are told to sync over this time, not all at once. */
const RESYNC_SPREAD_MS = 3000;
/** Read markers moved since this long before the link was lost are told again. */
const MARGIN_MS = 10_000;

/**
 * Hears from the bus what happened on other instances, and does not trust it: every few seconds, and whenever
 * publications were lost, what this instance stands for is compared with the database.
 */
@Injectable()
export class InstanceRepair implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(InstanceRepair.name);
  private timer: NodeJS.Timeout | undefined;
  private running = false;
  private stopped = false;
  /** When everything published until then was known to have arrived. */
  private completeAt = Date.now();

  constructor(
    private readonly bus: Bus,
    private readonly feed: ChannelFeed,
    private readonly mirror: AccessMirror,
    private readonly rooms: ChannelRooms,
    private readonly local: LocalUsers,
    private readonly frames: FrameWriter,
    private readonly channels: ChannelsService,
    private readonly members: MembersService,
    private readonly users: UsersService,
  ) {
    bus.on(logAdvanced, (runs, body) => this.feed.receive(runs, body));
    bus.on(accessChanged, ({ userIds }) => this.mirror.reload(userIds));
    bus.on(channelUpdated, ({ channelId }) => void this.compareNow([channelId]));
    bus.on(readMoved, (read) => void this.tellRead([read]));
    bus.onLoss(() => void this.healLoss());
    bus.onRestored(() => this.restored());
  }

  onApplicationBootstrap(): void {
    this.next();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private next(): void {
    if (this.stopped) return;
    this.timer = setTimeout(
      () => {
        void this.compareAll().then(() => this.next());
      },
      this.bus.healthy ? INTERVAL_MS : UNHEALTHY_INTERVAL_MS,
    );
  }

  private async compareAll(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      await this.compare(this.feed.followed());
      this.mirror.compare(await this.users.accessVersions(this.local.ids()));
    } catch (error) {
      this.logger.warn({ err: error }, 'not compared with the database');
    } finally {
      this.running = false;
    }
  }

  private compareNow(channelIds: string[]): Promise<void> {
    return this.compare(channelIds).catch((error: unknown) => this.logger.warn({ err: error }, 'not compared'));
  }

  private async compare(channelIds: string[]): Promise<void> {
    const followed = channelIds.filter((id) => this.feed.metaVersion(id) !== undefined);
    if (followed.length === 0) return;
    const heads = await this.channels.heads(followed);
    for (const { id, ...head } of heads) this.feed.compare({ channelId: id, ...head });
    const updated = heads.filter(({ id, metaVersion }) => metaVersion > (this.feed.metaVersion(id) ?? metaVersion));
    if (updated.length === 0) return;
    for (const [channelId, { channel, metaVersion }] of await this.channels.describe(updated.map(({ id }) => id))) {
      this.feed.setMetaVersion(channelId, metaVersion);
      this.rooms.send(channelId, eventFrame('channel:updated', { channelId, channel }));
    }
  }

  private async healLoss(): Promise<void> {
    const since = new Date(this.completeAt - MARGIN_MS);
    this.completeAt = Date.now();
    await this.compareAll();
    try {
      const ids = this.local.ids();
      if (ids.length > 0) await this.tellRead(await this.members.readSince(ids, since));
    } catch (error) {
      this.logger.warn({ err: error }, 'read markers were not compared');
    }
  }

  private restored(): void {
    this.logger.log('Redis link is back');
    void this.healLoss();
    const resync = eventFrame('resync', {});
    for (const socket of this.local.sockets()) {
      setTimeout(() => socket.connected && this.frames.write(socket, resync), Math.random() * RESYNC_SPREAD_MS);
    }
  }

  /** To the reader's own devices; in a direct channel to the others in it too. */
  private async tellRead(reads: ReadMoved[]): Promise<void> {
    for (const { peers, ...read } of reads) {
      this.local.emit(read.userId, 'channel:read', read);
      if (!peers) continue;
      const others = await this.members.idsOf(read.channelId);
      for (const id of others)
        if (id !== read.userId) this.local.emit(id, 'channel:read', { ...read, mentionCount: 0 });
    }
  }
}
