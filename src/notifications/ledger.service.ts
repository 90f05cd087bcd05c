import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import { MembersService } from '../channels/members.service.js';
import {
  type Delivery,
  type DeliveryList,
  DeliveryWay,
  type ExplainQuery,
  type Explanation,
} from '../contract/notifications.js';
import { forbidden, notFound } from '../core/errors/domain-error.js';
import { isServerAdmin, type Principal } from '../core/security/principal.js';
import { MessageReader } from '../messages/message-reader.service.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import type { DeliveryEntity } from './delivery.entity.js';
import { messageKey } from './message-key.js';
import { matchMessage } from './message-rule.js';
import type { NotificationEventEntity } from './notification-event.entity.js';
import { NotificationHistory } from './notification-history.service.js';
import { NotificationsRepository } from './notifications.repository.js';

/** Says why somebody did or did not hear of something. */
@Injectable()
export class LedgerService {
  constructor(
    private readonly history: NotificationHistory,
    private readonly deliveryRows: DeliveriesRepository,
    private readonly notifications: NotificationsRepository,
    private readonly messages: MessageReader,
    private readonly channels: ChannelsService,
    private readonly members: MembersService,
  ) {}

  /** Of the caller's own notifications; of anybody's for administrators. */
  async deliveries(principal: Principal, notificationId: string): Promise<DeliveryList> {
    const notification = await this.notifications.findById(notificationId);
    if (!notification || (notification.userId !== principal.userId && !isServerAdmin(principal))) {
      throw notFound('Notification');
    }
    const [rows, events] = await Promise.all([
      this.deliveryRows.findOf(notificationId),
      this.history.findOf(notificationId),
    ]);
    const byKey = new Map(events.map((event) => [event.eventKey, event]));
    return { items: inOrder(rows.flatMap((row) => toDelivery(row, byKey.get(row.eventKey)))) };
  }

  async explain(principal: Principal, { messageId, userId }: ExplainQuery): Promise<Explanation> {
    if (userId !== principal.userId && !isServerAdmin(principal)) {
      throw forbidden('Only administrators may ask for somebody else');
    }
    const message = (await this.messages.byIds([messageId])).get(messageId);
    const visible =
      message && (isServerAdmin(principal) || (await this.channels.findVisible(principal, message.channelId)));
    if (!message || !visible) throw notFound('Message');
    const eventKey = messageKey(messageId);
    const event = await this.history.find(userId, eventKey);
    if (!event) return this.undecided(message, userId);
    const rows = await this.deliveryRows.findOfEvent(userId, eventKey);
    return {
      userId,
      messageId,
      notificationId: event.notificationId,
      told: event.notificationId !== null,
      ...toDecision(event),
      deliveries: inOrder(rows.flatMap((row) => toDelivery(row, event))),
    };
  }

  /** Nothing is noted: the message did not concern them, has not been looked at yet, or was so long ago. */
  private async undecided(
    message: Awaited<ReturnType<MessageReader['after']>>[number],
    userId: string,
  ): Promise<Explanation> {
    const { id: messageId, channelId, mentions } = message;
    const [[listener], described] = await Promise.all([
      this.members.listeners([{ channelId, userId }], mentions.groupIds),
      this.channels.describe([channelId]),
    ]);
    const { kind, rule } = matchMessage(
      {
        isAuthor: message.authorId === userId,
        member: listener ?? null,
        isDirect: described.get(channelId)?.channel.kind === 'direct',
        isThread: described.get(channelId)?.channel.kind === 'thread',
        mentionedByName: mentions.userIds.includes(userId),
        mentionedByGroup: listener?.inGroup ?? false,
        mentionsAll: mentions.all,
        keyword: null,
        presence: 'unknown',
      },
      new Date(),
    );
    return {
      userId,
      messageId,
      notificationId: null,
      told: false,
      kind: null,
      rule: kind === null ? rule : this.missing(message),
      circumstances: null,
      decidedAt: null,
      deliveries: [],
    };
  }

  /** Why there is no decision about something that concerns somebody. */
  private missing({ createdAt }: { createdAt: string }): string {
    const kept = this.history.keptSince();
    return kept && new Date(createdAt) < kept ? 'no_longer_kept' : 'not_decided_yet';
  }
}

/** By event, each as the ladder goes. */
const inOrder = (deliveries: Delivery[]): Delivery[] =>
  deliveries.toSorted(
    (a, b) =>
      (a.decidedAt ?? '').localeCompare(b.decidedAt ?? '') ||
      DeliveryWay.options.indexOf(a.way) - DeliveryWay.options.indexOf(b.way),
  );

const toDecision = ({ kind, rule, circumstances, decidedAt }: NotificationEventEntity) => ({
  kind,
  rule,
  circumstances,
  decidedAt: decidedAt.toISOString(),
});

const toDelivery = (row: DeliveryEntity, event: NotificationEventEntity | undefined): Delivery[] =>
  event
    ? [
        {
          id: row.id,
          way: row.way,
          state: row.state,
          reason: row.reason,
          dueAt: row.dueAt?.toISOString() ?? null,
          attempts: row.attempts,
          answer: row.answer,
          steps: row.steps,
          ...toDecision(event),
        },
      ]
    : [];
