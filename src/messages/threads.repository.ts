import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { UntoldThreadEntity } from './untold-thread.entity.js';

/** A thread's place in the list of those that somebody follows. */
export interface FollowedThread {
  id: string;
  /** Of the newest reply, or of the thread where there is none. */
  at: Date;
  lastReplyAt: Date | null;
}

export type ThreadPlace = Pick<FollowedThread, 'at' | 'id'>;

/** The threads that a user follows, each with its newest reply. */
const followedBy = (userId: string) => `
  SELECT c.id, coalesce(last.created_at, date_trunc('milliseconds', c.created_at)) AS at,
         last.created_at AS "lastReplyAt", m.joined_at
  FROM members m
  JOIN LATERAL (SELECT * FROM channels WHERE id = m.channel_id LIMIT 1) c ON c.parent_id IS NOT NULL
  LEFT JOIN LATERAL (SELECT created_at FROM messages WHERE channel_id = c.id AND seq = c.seq LIMIT 1) last ON true
  WHERE m.user_id = ${userId}`;

@Injectable()
export class ThreadsRepository {
  constructor(@InjectRepository(UntoldThreadEntity) private readonly untold: Repository<UntoldThreadEntity>) {}

  /** The newest reply first, after a place. */
  findFollowed(userId: string, after: ThreadPlace | null, limit: number): Promise<FollowedThread[]> {
    return this.untold.query(
      `SELECT id, at, "lastReplyAt" FROM (${followedBy('$1')}) followed
       WHERE $2::timestamptz IS NULL OR (at, id) < ($2, $3::uuid) ORDER BY at DESC, id DESC LIMIT $4`,
      [userId, after?.at ?? null, after?.id ?? null, limit],
    );
  }

  /** Those of the users who follow more threads than `most`. */
  async findBusy(userIds: string[], most: number): Promise<string[]> {
    const rows = await this.untold.query<{ id: string }[]>(
      `SELECT m.user_id AS id FROM members m
       JOIN LATERAL (SELECT parent_id FROM channels WHERE id = m.channel_id LIMIT 1) c ON c.parent_id IS NOT NULL
       WHERE m.user_id = ANY($1) GROUP BY m.user_id HAVING count(*) > $2`,
      [userIds, most],
    );
    return rows.map(({ id }) => id);
  }

  /** Those that a user follows beyond the `most` in which something happened last, their following included. */
  async findQuietest(userId: string, most: number): Promise<string[]> {
    const rows = await this.untold.query<{ id: string }[]>(
      `SELECT id FROM (${followedBy('$1')}) followed ORDER BY greatest(at, joined_at) DESC, id OFFSET $2`,
      [userId, most],
    );
    return rows.map(({ id }) => id);
  }

  async lastReplyAt(id: string, manager = this.untold.manager): Promise<Date | null> {
    const [row] = await manager.query<{ at: Date }[]>(
      'SELECT created_at AS at FROM messages WHERE channel_id = $1 ORDER BY seq DESC LIMIT 1',
      [id],
    );
    return row?.at ?? null;
  }

  /** Who replied after a place in the thread, in the order of their first replies there. */
  async repliers(manager: EntityManager, id: string, seq: number): Promise<string[]> {
    const rows = await manager.query<{ id: string }[]>(
      `SELECT author_id AS id FROM messages WHERE channel_id = $1 AND seq > $2 GROUP BY author_id ORDER BY min(seq)`,
      [id, seq],
    );
    return rows.map((row) => row.id);
  }

  /** Threads whose first message has been behind for so long, those that have been so for longest first. */
  async findUntold(seconds: number, limit: number): Promise<string[]> {
    const rows = await this.untold.query<{ id: string }[]>(
      `SELECT thread_id AS id FROM untold_threads WHERE since < now() - make_interval(secs => $1) ORDER BY since LIMIT $2`,
      [seconds, limit],
    );
    return rows.map(({ id }) => id);
  }

  async settle(manager: EntityManager, threadId: string): Promise<void> {
    await manager.delete(UntoldThreadEntity, { threadId });
  }
}
