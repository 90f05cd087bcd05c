import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import { MembersService } from '../channels/members.service.js';
import { EventConsumer } from '../core/outbox/event-consumer.js';
import { messageReported } from '../messages/message.topics.js';
import { UsersService } from '../users/users.service.js';
import { NOWHERE, PersonalNotices } from './personal-notices.js';

/** A report reaches so many of those who may judge it: more would not be told sooner. */
const MOST = 50;

/** Tells those who moderate a channel of reports, and of others than private ones the administrators where nobody does. */
@Injectable()
export class ReportsListener {
  constructor(
    channels: ChannelsService,
    members: MembersService,
    users: UsersService,
    notices: PersonalNotices,
    events: EventConsumer,
  ) {
    events.on(messageReported, async (tx, { reportId, channelId, authorId, reason }) => {
      const occurrence = { ...NOWHERE, key: `report:${reportId}`, actorId: null, critical: false };
      const isJudge = (id: string) => id !== authorId;
      const moderators = (await members.moderatorsOf(channelId, MOST)).filter(isJudge);
      if (moderators.length > 0) {
        await notices.tell(tx, moderators, 'report', 'moderator', { reason }, { ...occurrence, channelId });
        return;
      }
      const kind = (await channels.describe([channelId])).get(channelId)?.channel.kind;
      if (kind === undefined || kind === 'private') return;
      const administrators = (await users.administrators(MOST)).filter(isJudge);
      await notices.tell(tx, administrators, 'report', 'administrator', { reason }, occurrence);
    });
  }
}
