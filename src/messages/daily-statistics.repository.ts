import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { DailyStatisticEntity } from './daily-statistic.entity.js';
import type { DayCount, SentMessage } from './day-counter.js';
import { MessageEntity } from './message.entity.js';

/** Figures of days, and the messages that they are made of, read by `seq` and never by time. */
@Injectable()
export class DailyStatisticsRepository {
  constructor(@InjectRepository(MessageEntity) private readonly messages: Repository<MessageEntity>) {}

  /**
   * After which message to begin, so that the day of the first one after `seq` is counted as a whole: `seq` itself, or
   * less where a part of that day was counted before it was complete. Null where nothing after `seq` is from before `end`.
   */
  async findStart(channelId: string, seq: number, end: Date): Promise<number | null> {
    const rows = await this.messages.query<{ seq: number }[]>(
      `SELECT COALESCE((
         SELECT seq FROM messages
         WHERE channel_id = $1 AND seq <= $2 AND created_at < date_trunc('day', first.created_at, 'UTC')
         ORDER BY seq DESC LIMIT 1), 0) AS seq
       FROM (SELECT created_at FROM messages WHERE channel_id = $1 AND seq > $2 ORDER BY seq LIMIT 1) first
       WHERE first.created_at < $3`,
      [channelId, seq, end],
    );
    return rows[0]?.seq ?? null;
  }

  /** In `seq` order. */
  findSent(channelId: string, after: number, limit: number): Promise<SentMessage[]> {
    return this.messages.query<SentMessage[]>(
      `SELECT seq, author_id AS "authorId", kind, created_at AS "createdAt"
       FROM messages WHERE channel_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
      [channelId, after, limit],
    );
  }

  /** What was known of these days of the channel gives way. */
  async replace(manager: EntityManager, channelId: string, days: DayCount[]): Promise<void> {
    const rows = days.map(({ day, messages, authors }) => ({ day, channelId, messages, authors }));
    await manager.upsert(DailyStatisticEntity, rows, ['day', 'channelId']);
  }
}
