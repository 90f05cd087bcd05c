import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import { MembersService } from '../channels/members.service.js';
import type { ChannelKind } from '../contract/channels.js';
import { InboxService } from '../notifications/inbox.service.js';
import { ClusterFigures } from './cluster-figures.service.js';
import { countPeople } from './shared-people.js';

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

/** Reads what members may see: four statements, however many they are. */
@Injectable()
export class MemberCircles {
  constructor(
    private readonly members: MembersService,
    private readonly channels: ChannelsService,
    private readonly inbox: InboxService,
    private readonly cluster: ClusterFigures,
  ) {}

  /** Of each user, as the database says now. */
  async load(userIds: string[]): Promise<Map<string, Circle>> {
    const [heads, notifications] = await Promise.all([this.members.heads(userIds), this.inbox.unread(userIds)]);
    const channelIds = [...new Set(heads.map(({ channelId }) => channelId))];
    const [described, present] = await Promise.all([
      this.channels.describe(channelIds),
      this.members.present(channelIds, this.cluster.people.ids()),
    ]);
    const byUser = Map.groupBy(heads, ({ userId }) => userId);
    const people = countPeople(
      new Map([...byUser].map(([userId, mine]) => [userId, mine.map(({ channelId }) => channelId)])),
      present,
    );
    const circleOf = (userId: string): Circle => ({
      channels: (byUser.get(userId) ?? []).flatMap(({ channelId, seq, readSeq, mentionCount }) => {
        const channel = described.get(channelId)?.channel;
        if (!channel) return [];
        const { id, kind, name } = channel;
        const online = present.get(channelId)?.length ?? 0;
        return [{ id, kind, name, online, unread: seq - readSeq, mentions: mentionCount }];
      }),
      peopleOnline: people.get(userId) ?? 0,
      notifications: notifications.get(userId) ?? 0,
    });
    return new Map(userIds.map((userId) => [userId, circleOf(userId)]));
  }
}
