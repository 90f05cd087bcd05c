import { Injectable } from '@nestjs/common';
import type { NotificationKind } from '../contract/notifications.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import { NotificationsWriter, type Occurrence } from './notifications.writer.js';
import { RecipientsService } from './recipients.service.js';

export const NOWHERE = { channelId: null, messageId: null, messageSeq: null };

/** Tells a few people, by name, of what concerns them whatever channel they follow how. */
@Injectable()
export class PersonalNotices {
  constructor(
    private readonly recipients: RecipientsService,
    private readonly writer: NotificationsWriter,
  ) {}

  async tell(
    tx: Transaction,
    userIds: string[],
    kind: NotificationKind,
    rule: string,
    data: Record<string, string>,
    occurrence: Occurrence,
  ): Promise<void> {
    const decisions = (await this.recipients.find(userIds)).map((addressee) => ({
      userId: addressee.user.id,
      kind,
      rule,
      ...this.recipients.plan(addressee, kind, occurrence.critical, new Date()),
      data,
    }));
    await this.writer.write(tx, occurrence, decisions);
  }
}
