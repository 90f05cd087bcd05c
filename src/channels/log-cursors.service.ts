import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { LogCursorEntity } from './log-cursor.entity.js';

export type LogCursor = Pick<LogCursorEntity, 'seq' | 'afterUser'>;
export type LogPlace = Pick<LogCursorEntity, 'channelId' | 'seq'>;

/**
 * Places in the channels' logs of those that follow all of them in the background. A consumer moves its cursor in the
 * transaction that does the work, so each message is done once.
 */
@Injectable()
export class LogCursorsService {
  constructor(@InjectRepository(LogCursorEntity) private readonly cursors: Repository<LogCursorEntity>) {}

  /** Where it is now. Another worker may move it at any time: whoever does something with that compares it with `lock`. */
  async find(consumer: string, channelId: string): Promise<LogCursor> {
    return (await this.cursors.findOneBy({ consumer, channelId })) ?? { seq: 0, afterUser: null };
  }

  /** Held until the transaction ends; null where another worker holds it. */
  async lock(manager: EntityManager, consumer: string, channelId: string): Promise<LogCursor | null> {
    const cursor = await this.lockExisting(manager, consumer, channelId);
    if (cursor) return cursor;
    // Held by another, or not there yet; whoever adds the row holds it.
    const [added] = await manager.query<unknown[]>(
      'INSERT INTO log_cursors (consumer, channel_id, seq) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING RETURNING seq',
      [consumer, channelId],
    );
    return added ? { seq: 0, afterUser: null } : null;
  }

  private lockExisting(manager: EntityManager, consumer: string, channelId: string): Promise<LogCursor | null> {
    return manager.findOne(LogCursorEntity, {
      where: { consumer, channelId },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
  }

  async move(manager: EntityManager, consumer: string, channelId: string, to: LogCursor): Promise<void> {
    await manager.update(LogCursorEntity, { consumer, channelId }, to);
  }

  /** Channels that have messages beyond the consumer's cursor; for one that follows changes, changes. */
  async behind(consumer: string, limit: number, head: 'seq' | 'rev' = 'seq'): Promise<string[]> {
    const rows = await this.cursors.query<{ id: string }[]>(
      `SELECT c.id FROM channels c LEFT JOIN log_cursors l ON l.consumer = $1 AND l.channel_id = c.id
       WHERE c.${head} > COALESCE(l.seq, 0) LIMIT $2`,
      [consumer, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** `behind` for going through all of them, in order of id: with the places of the cursors. */
  pageBehind(consumer: string, after: string | null, limit: number): Promise<LogPlace[]> {
    return this.cursors.query<LogPlace[]>(
      `SELECT c.id AS "channelId", COALESCE(l.seq, 0) AS seq
       FROM channels c LEFT JOIN log_cursors l ON l.consumer = $1 AND l.channel_id = c.id
       WHERE c.seq > COALESCE(l.seq, 0) AND ($2::uuid IS NULL OR c.id > $2) ORDER BY c.id LIMIT $3`,
      [consumer, after, limit],
    );
  }
}
