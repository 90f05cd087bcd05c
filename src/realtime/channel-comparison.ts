import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import { ChannelFeed } from './channel-feed.js';
import { ChannelRooms } from './channel-rooms.js';
import { eventFrame } from './frame-writer.js';

/** Compares the channels that have readers here with the database, and sends them what they missed. */
@Injectable()
export class ChannelComparison {
  constructor(
    private readonly channels: ChannelsService,
    private readonly feed: ChannelFeed,
    private readonly rooms: ChannelRooms,
  ) {}

  compareAll(): Promise<void> {
    return this.compare(this.feed.followed());
  }

  /** Channels that nobody here reads are passed over. */
  async compare(channelIds: string[]): Promise<void> {
    const followed = channelIds.filter((id) => this.feed.metaVersion(id) !== undefined);
    if (followed.length === 0) return;
    const heads = await this.channels.heads(followed);
    for (const { id, ...head } of heads) this.feed.compare({ channelId: id, ...head });
    const updated = heads.filter(({ id, metaVersion }) => metaVersion > (this.feed.metaVersion(id) ?? metaVersion));
    if (updated.length > 0) await this.tellUpdated(updated.map(({ id }) => id));
  }

  private async tellUpdated(ids: string[]): Promise<void> {
    for (const [channelId, { channel, metaVersion }] of await this.channels.describe(ids)) {
      this.feed.setMetaVersion(channelId, metaVersion);
      this.rooms.send(channelId, eventFrame('channel:updated', { channelId, channel }));
    }
  }
}
