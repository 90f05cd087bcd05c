import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { AppConfig } from '../core/config/app-config.js';
import { NotificationEventEntity } from './notification-event.entity.js';

const DAY_MS = 86_400_000;

/** What was decided about events, for as long as it is kept. */
@Injectable()
export class NotificationHistory {
  constructor(
    @InjectRepository(NotificationEventEntity) private readonly events: Repository<NotificationEventEntity>,
    private readonly config: AppConfig,
  ) {}

  /** What is older may be gone; null where all is kept. */
  keptSince(): Date | null {
    const { keepDays } = this.config.notifications;
    return keepDays === 0 ? null : new Date(Date.now() - keepDays * DAY_MS);
  }

  find(userId: string, eventKey: string): Promise<NotificationEventEntity | null> {
    return this.events.findOneBy({ userId, eventKey });
  }

  findOf(notificationId: string): Promise<NotificationEventEntity[]> {
    return this.events.findBy({ notificationId });
  }

  /** By line, the keys of the events that it is made of. */
  async eventKeysOf(notificationIds: string[]): Promise<Map<string, string[]>> {
    const rows = await this.events.query<{ id: string; keys: string[] }[]>(
      `SELECT notification_id AS id, array_agg(event_key) AS keys FROM notification_events
       WHERE notification_id = ANY($1) GROUP BY notification_id`,
      [notificationIds],
    );
    return new Map(rows.map(({ id, keys }) => [id, keys]));
  }

  /** At most `limit` decisions that made up these lines; answers how many there were. */
  async deleteOf(notificationIds: string[], limit: number): Promise<number> {
    const [, count] = await this.events.query<[unknown, number]>(
      `DELETE FROM notification_events WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM notification_events WHERE notification_id = ANY($1) LIMIT $2))`,
      [notificationIds, limit],
    );
    return count;
  }

  /** At most `limit` decisions to tell nothing, the oldest first; answers how many there were. */
  async deleteUntold(before: Date, limit: number): Promise<number> {
    const [, count] = await this.events.query<[unknown, number]>(
      `DELETE FROM notification_events WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM notification_events WHERE notification_id IS NULL AND decided_at < $1
         ORDER BY decided_at LIMIT $2))`,
      [before, limit],
    );
    return count;
  }
}
