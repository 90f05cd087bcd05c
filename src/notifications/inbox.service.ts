import { Injectable } from '@nestjs/common';
import type {
  Notification,
  NotificationEvent,
  NotificationPage,
  NotificationsQuery,
  UnreadCount,
} from '../contract/notifications.js';
import { countCursor } from '../core/errors/cursor.js';
import { notFound } from '../core/errors/domain-error.js';
import { MailService } from '../core/mail/mail.service.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { inboxChanged } from './notification.topics.js';
import { NotificationContent } from './notification-content.js';
import { type ChannelRead, type InboxCursor, NotificationsRepository } from './notifications.repository.js';

/** Changes of one inbox in one answer. */
const MAX_CHANGES = 200;

export interface InboxChange extends InboxCursor {
  /** Null for what is told by push and e-mail alone, and of accounts that are not in use. */
  event: NotificationEvent | null;
}

/** What somebody was told of, on all of their devices. */
@Injectable()
export class InboxService {
  constructor(
    private readonly notifications: NotificationsRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly content: NotificationContent,
    private readonly mails: MailService,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** What the reader has seen in its channel meanwhile, by answering it for one, is read by now. */
  async list(principal: Principal, query: NotificationsQuery): Promise<NotificationPage> {
    const { userId } = principal;
    const { show, cursor, limit } = query;
    const rows = await this.notifications.findPage(userId, show, countCursor(cursor) ?? null, limit);
    const worded = await this.content.word(rows);
    const seen = worded.flatMap(({ row, moot }) => (row.readAt === null && moot === 'read_in_channel' ? row.id : []));
    if (seen.length > 0) {
      await this.change(userId, seen, 'read');
      return this.list(principal, query);
    }
    return {
      items: worded.map(({ notification }) => notification),
      nextCursor: rows.length === limit ? String(rows.at(-1)?.seq) : null,
      unread: await this.unreadOf(userId),
    };
  }

  /** Cancels what was still to come of it. Nothing happens where it was read before. */
  async read(principal: Principal, id: string): Promise<Notification> {
    await this.change(principal.userId, [id], 'read');
    return this.get(principal, id);
  }

  async readAll({ userId }: Principal): Promise<UnreadCount> {
    await this.change(userId, null, 'read');
    return { unread: await this.unreadOf(userId) };
  }

  /** Takes it out of the inbox; it counts as read. */
  async archive(principal: Principal, id: string): Promise<Notification> {
    const { archivedAt } = await this.get(principal, id);
    if (archivedAt === null) await this.change(principal.userId, [id], 'archived');
    return this.get(principal, id);
  }

  /** What is read in channels needs no telling any more. */
  async channelsRead(userId: string, reads: ChannelRead[]): Promise<void> {
    const ids = await this.notifications.unreadUpTo(userId, reads);
    if (ids.length > 0) await this.change(userId, ids, 'read');
  }

  /** For the instances' own use: what changed after each cursor, in `rev` order; `more` where an inbox has more. */
  async changes(cursors: InboxCursor[]): Promise<{ changes: InboxChange[]; more: Set<string> }> {
    const rows = await this.notifications.findChanges(cursors, MAX_CHANGES);
    if (rows.length === 0) return { changes: [], more: new Set() };
    const [worded, unread] = await Promise.all([
      this.content.word(rows),
      this.notifications.unread([...new Set(rows.map(({ userId }) => userId))]),
    ]);
    const notifications = new Map(worded.map(({ row, notification }) => [row.id, notification]));
    const changes = rows.map(({ id, userId, rev, seq, inApp, alert }) => {
      const notification = inApp ? notifications.get(id) : undefined;
      const event = notification && { ...notification, unread: unread.get(userId) ?? 0, alert: alert && rev === seq };
      return { userId, rev, event: event ?? null };
    });
    const counts = Map.groupBy(rows, ({ userId }) => userId);
    return { changes, more: new Set([...counts].flatMap(([id, mine]) => (mine.length === MAX_CHANGES ? [id] : []))) };
  }

  /** For the instances' own use. Users without an inbox are left out. */
  heads(userIds: string[]): Promise<InboxCursor[]> {
    return this.notifications.heads(userIds);
  }

  /** For the instances' own use: how many notifications wait for each; those without any are left out. */
  unread(userIds: string[]): Promise<Map<string, number>> {
    return this.notifications.unread(userIds);
  }

  private async get({ userId }: Principal, id: string): Promise<Notification> {
    const row = await this.notifications.findMine(userId, id);
    const [worded] = row ? await this.content.word([row]) : [];
    if (!worded) throw notFound('Notification');
    return worded.notification;
  }

  private async unreadOf(userId: string): Promise<number> {
    return (await this.notifications.unread([userId])).get(userId) ?? 0;
  }

  /**
   * An e-mail that its queue has not sent yet is called back, unless it tells of other things too. The mails first: so
   * does their queue, which notes in the ledger what became of them.
   */
  private async cancelDeliveries(tx: Transaction, ids: string[]): Promise<void> {
    const onTheirWay = await this.deliveries.mailsOf(tx.manager, ids);
    const calledBack = await this.mails.cancelByReference(tx, onTheirWay);
    await this.deliveries.cancel(tx, ids, calledBack, 'read');
  }

  private change(userId: string, only: string[] | null, change: 'read' | 'archived'): Promise<void> {
    return this.unitOfWork.run(async (tx) => {
      const ids = change === 'archived' && only ? only : await this.notifications.lockUnread(tx.manager, userId, only);
      if (ids.length === 0) return;
      const rev = await this.notifications.change(tx.manager, userId, ids, change);
      await this.cancelDeliveries(tx, ids);
      tx.publish(inboxChanged, [{ userId, rev }]);
    });
  }
}
