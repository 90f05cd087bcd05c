import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { DUE } from '../core/queue/alarm.js';
import type { TimePlace } from '../core/errors/cursor.js';
import { ReminderEntity } from './reminder.entity.js';

export type NewReminder = Pick<ReminderEntity, 'id' | 'userId' | 'messageId' | 'channelId' | 'text' | 'remindAt'>;
export type ReminderChange = Partial<Pick<ReminderEntity, 'text' | 'remindAt' | 'remindedAt'>>;
export interface DueUser {
  userId: string;
  dueAt: Date;
}

@Injectable()
export class RemindersRepository {
  constructor(@InjectRepository(ReminderEntity) private readonly rows: Repository<ReminderEntity>) {}

  /** Whoever adds one of the user's waits until the transaction ends. */
  async lockUser(manager: EntityManager, userId: string): Promise<void> {
    await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`reminders:${userId}`]);
  }

  async countWaiting(manager: EntityManager, userId: string): Promise<number> {
    const [row] = await manager.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM reminders WHERE user_id = $1 AND reminded_at IS NULL',
      [userId],
    );
    return row?.count ?? 0;
  }

  async insert(manager: EntityManager, row: NewReminder): Promise<ReminderEntity> {
    await manager.insert(ReminderEntity, row);
    return manager.findOneByOrFail(ReminderEntity, { id: row.id });
  }

  find(id: string): Promise<ReminderEntity | null> {
    return this.rows.findOneBy({ id });
  }

  /** In the order of their times, after `after`. */
  findPage(
    userId: string,
    show: 'waiting' | 'told',
    after: TimePlace | null,
    limit: number,
  ): Promise<ReminderEntity[]> {
    const page = this.rows
      .createQueryBuilder('r')
      .where('r.userId = :userId', { userId })
      .andWhere(show === 'waiting' ? 'r.remindedAt IS NULL' : 'r.remindedAt IS NOT NULL');
    if (after) page.andWhere('(r.remindAt, r.id) > (:at, :id)', after);
    return page.orderBy('r.remindAt').addOrderBy('r.id').limit(limit).getMany();
  }

  /** Takes the row until the transaction ends. */
  lock(manager: EntityManager, id: string): Promise<ReminderEntity | null> {
    return manager.findOne(ReminderEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  /** The row as it is then. */
  async change(manager: EntityManager, id: string, change: ReminderChange): Promise<ReminderEntity> {
    await manager.update(ReminderEntity, { id }, { ...change, rev: () => 'rev + 1' });
    return manager.findOneByOrFail(ReminderEntity, { id });
  }

  async delete(manager: EntityManager, id: string): Promise<void> {
    await manager.delete(ReminderEntity, { id });
  }

  /** Those of the user's whose time has come count as told from here on. */
  async takeDue(manager: EntityManager, userId: string): Promise<ReminderEntity[]> {
    const [rows] = await manager.query<[{ id: string }[], number]>(
      `UPDATE reminders SET reminded_at = now(), rev = rev + 1
       WHERE user_id = $1 AND reminded_at IS NULL AND remind_at <= ${DUE} RETURNING id`,
      [userId],
    );
    if (rows.length === 0) return [];
    return manager
      .createQueryBuilder(ReminderEntity, 'r')
      .whereInIds(rows.map(({ id }) => id))
      .orderBy('r.remindAt')
      .getMany();
  }

  /** Users with something that nobody told them though it has been due for `lateSeconds`. */
  overdue(lateSeconds: number, limit: number): Promise<DueUser[]> {
    return this.rows.query<DueUser[]>(
      `SELECT user_id AS "userId", min(remind_at) AS "dueAt" FROM (
         SELECT user_id, remind_at FROM reminders
         WHERE reminded_at IS NULL AND remind_at < now() - make_interval(secs => $1) ORDER BY remind_at LIMIT $2
       ) late GROUP BY user_id`,
      [lateSeconds, limit],
    );
  }

  /** Some of those that were told so many days ago. */
  async deleteTold(days: number, limit: number): Promise<void> {
    await this.rows.query(
      `DELETE FROM reminders WHERE id = ANY(ARRAY(
         SELECT id FROM reminders WHERE reminded_at < now() - make_interval(days => $1) ORDER BY reminded_at LIMIT $2))`,
      [days, limit],
    );
  }
}
