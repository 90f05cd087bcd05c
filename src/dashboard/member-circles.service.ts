import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import { MembersService } from '../channels/members.service.js';
import type { ChannelKind } from '../contract/channels.js';
import { InboxService } from '../notifications/inbox.service.js';
import { PeopleInChannels } from './people-in-channels.js';

export interface CircleChannel {
  id: string;
  kind: ChannelKind;
  name: string | null;
  online: number;
  unread: number;
  mentions: number;
}

/** What one member may see of the server: their channels, and what waits for them. */
export interface Circle {
  channels: CircleChannel[];
  peopleOnline: number;
  notifications: number;
}

/** Reads what members may see: three statements, however many they are, and now and then two for who is online. */
@Injectable()
export class MemberCircles {
  constructor(
    private readonly members: MembersService,
    private readonly channels: ChannelsService,
    private readonly inbox: InboxService,
    private readonly online: PeopleInChannels,
  ) {}

  /** Of each user, as the database says now; who is online in their channels, as it said within the last seconds. */
  async load(userIds: string[]): Promise<Map<string, Circle>> {
    const [all, notifications] = await Promise.all([this.members.heads(userIds), this.inbox.unread(userIds)]);
    const heads = all.filter(({ parentId }) => parentId === null);
    const channelIds = [...new Set(heads.map(({ channelId }) => channelId))];
    const [described, people] = await Promise.all([this.channels.describe(channelIds), this.online.of(channelIds)]);
    const byUser = Map.groupBy(heads, ({ userId }) => userId);
    const circleOf = (userId: string): Circle => ({
      channels: (byUser.get(userId) ?? []).flatMap(({ channelId, seq, readSeq, mentionCount }) => {
        const channel = described.get(channelId)?.channel;
        if (!channel) return [];
        const { id, kind, name } = channel;
        return [{ id, kind, name, online: people.count(channelId), unread: seq - readSeq, mentions: mentionCount }];
      }),
      peopleOnline: people.distinct((byUser.get(userId) ?? []).map(({ channelId }) => channelId)),
      notifications: notifications.get(userId) ?? 0,
    });
    return new Map(userIds.map((userId) => [userId, circleOf(userId)]));
  }
}
