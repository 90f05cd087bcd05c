import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, type EntityManager, type FindOptionsWhere, IsNull, LessThan, Not, type Repository } from 'typeorm';
import type { NotificationsQuery } from '../contract/notifications.js';
import { NotificationEntity } from './notification.entity.js';

export interface InboxCursor {
  userId: string;
  rev: number;
}

export interface ChannelRead {
  channelId: string;
  readSeq: number;
}

/** Lines of inboxes. */
@Injectable()
export class NotificationsRepository {
  constructor(@InjectRepository(NotificationEntity) private readonly notifications: Repository<NotificationEntity>) {}

  findMine(userId: string, id: string): Promise<NotificationEntity | null> {
    return this.notifications.findOneBy({ userId, id });
  }

  findById(id: string): Promise<NotificationEntity | null> {
    return this.notifications.findOneBy({ id });
  }

  findByIds(ids: string[]): Promise<NotificationEntity[]> {
    return this.notifications.find({ where: { id: Any(ids) }, order: { userId: 'ASC', seq: 'ASC' } });
  }

  /** Newest first, before `before`. */
  findPage(
    userId: string,
    show: NotificationsQuery['show'],
    before: number | null,
    limit: number,
  ): Promise<NotificationEntity[]> {
    const where: FindOptionsWhere<NotificationEntity> = {
      userId,
      inApp: true,
      ...(before !== null && { seq: LessThan(before) }),
    };
    where.archivedAt = show === 'archived' ? Not(IsNull()) : IsNull();
    if (show === 'unread') where.readAt = IsNull();
    return this.notifications.find({ where, order: { seq: 'DESC' }, take: limit });
  }

  /**
   * What changed in these inboxes after their cursors, in `rev` order: at most `limit` lines of each. In one statement: of
   * lines that move between two, the second would show some further on, and those that they passed would be missed.
   */
  findChanges(cursors: InboxCursor[], limit: number): Promise<NotificationEntity[]> {
    const changed = `SELECT changed.id FROM unnest(:userIds::uuid[], :revs::int[]) AS cursor (user_id, rev)
      CROSS JOIN LATERAL (
        SELECT id FROM notifications WHERE user_id = cursor.user_id AND rev > cursor.rev ORDER BY rev LIMIT :limit
      ) changed`;
    return this.notifications
      .createQueryBuilder('n')
      .where(`n.id IN (${changed})`)
      .setParameters({ userIds: cursors.map(({ userId }) => userId), revs: cursors.map(({ rev }) => rev), limit })
      .orderBy('n.userId')
      .addOrderBy('n.rev')
      .getMany();
  }

  async unread(userIds: string[]): Promise<Map<string, number>> {
    const rows = await this.notifications.query<{ user_id: string; count: number }[]>(
      `SELECT user_id, count(*)::int AS count FROM notifications
       WHERE user_id = ANY($1) AND in_app AND read_at IS NULL AND archived_at IS NULL GROUP BY user_id`,
      [userIds],
    );
    return new Map(rows.map(({ user_id, count }) => [user_id, count]));
  }

  async heads(userIds: string[]): Promise<InboxCursor[]> {
    return this.notifications.query<InboxCursor[]>(
      'SELECT user_id AS "userId", rev FROM inboxes WHERE user_id = ANY($1)',
      [userIds],
    );
  }

  /** Ids of what is unread in these lines, or in all of the user's. Locked until the transaction ends. */
  async lockUnread(manager: EntityManager, userId: string, ids: string[] | null): Promise<string[]> {
    // The inbox before its lines, as whoever adds to it does.
    await manager.query('SELECT FROM inboxes WHERE user_id = $1 FOR NO KEY UPDATE', [userId]);
    const rows = await manager.query<{ id: string }[]>(
      `SELECT id FROM notifications
       WHERE user_id = $1 AND read_at IS NULL AND archived_at IS NULL AND ($2::uuid[] IS NULL OR id = ANY($2))
       ORDER BY seq FOR NO KEY UPDATE`,
      [userId, ids],
    );
    return rows.map(({ id }) => id);
  }

  /** Unread lines of these channels' messages up to where they were read. */
  async unreadUpTo(userId: string, reads: ChannelRead[]): Promise<string[]> {
    const rows = await this.notifications.query<{ id: string }[]>(
      `SELECT n.id FROM notifications n JOIN unnest($2::uuid[], $3::int[]) AS r (channel_id, seq) USING (channel_id)
       WHERE n.user_id = $1 AND n.message_seq <= r.seq AND n.read_at IS NULL AND n.archived_at IS NULL`,
      [userId, reads.map(({ channelId }) => channelId), reads.map(({ readSeq }) => readSeq)],
    );
    return rows.map(({ id }) => id);
  }

  /** Lines that were read or archived and of which nothing is newer than `before`: the oldest. */
  async findDone(before: Date, limit: number): Promise<string[]> {
    const rows = await this.notifications.query<{ id: string }[]>(
      `SELECT id FROM notifications WHERE (read_at IS NOT NULL OR archived_at IS NOT NULL) AND updated_at < $1
       ORDER BY updated_at LIMIT $2`,
      [before, limit],
    );
    return rows.map(({ id }) => id);
  }

  async delete(ids: string[]): Promise<void> {
    await this.notifications.delete({ id: Any(ids) });
  }

  /** Each of the lines takes a `rev` of its own. */
  async change(manager: EntityManager, userId: string, ids: string[], change: 'read' | 'archived'): Promise<number> {
    const [[head]] = await manager.query<[{ rev: number }[], number]>(
      'UPDATE inboxes SET rev = rev + $2 WHERE user_id = $1 RETURNING rev',
      [userId, ids.length],
    );
    const rev = head?.rev ?? 0;
    await manager.query(
      `UPDATE notifications n SET rev = $1::int - $2::int + c.place, read_at = COALESCE(n.read_at, now()),
         archived_at = CASE WHEN $4 THEN now() ELSE n.archived_at END
       FROM unnest($3::uuid[]) WITH ORDINALITY AS c (id, place) WHERE n.id = c.id`,
      [rev, ids.length, ids, change === 'archived'],
    );
    return rev;
  }
}
