import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { ChannelEntity } from './channel.entity.js';
import { MemberEntity } from './member.entity.js';
import { LOCKED, STANDING } from './thread-rows.js';

/** Where a thread stands for somebody. */
export interface ThreadStanding {
  parentId: string;
  follows: boolean;
}

/** Where a thread's log stands, and up to which reply its first message tells of it. */
export type ThreadHead = Pick<ChannelEntity, 'seq' | 'toldSeq'> & { sinceToldMs: number | null };

@Injectable()
export class ThreadChannelsRepository {
  constructor(@InjectRepository(ChannelEntity) private readonly channels: Repository<ChannelEntity>) {}

  /** Null where there is no such thread. */
  async standing(
    id: string,
    userId: string,
    manager: EntityManager = this.channels.manager,
  ): Promise<ThreadStanding | null> {
    const [row] = await manager.query<ThreadStanding[]>(
      `SELECT c.parent_id AS "parentId",
              EXISTS (SELECT FROM members m WHERE m.channel_id = c.id AND m.user_id = $2) AS follows
       FROM channels c WHERE c.id = $1 AND c.parent_id IS NOT NULL`,
      [id, userId],
    );
    return row ?? null;
  }

  /** Those of the users who do not follow it. */
  async notFollowing(id: string, userIds: string[]): Promise<string[]> {
    const rows = await this.channels.query<{ id: string }[]>(
      `SELECT u.id FROM unnest($2::uuid[]) u (id)
       WHERE NOT EXISTS (SELECT FROM members m WHERE m.channel_id = $1 AND m.user_id = u.id)`,
      [id, userIds],
    );
    return rows.map((row) => row.id);
  }

  /** The thread there is, or a new one. */
  async open(manager: EntityManager, id: string, parentId: string, createdBy: string): Promise<ChannelEntity> {
    await manager.query(
      `INSERT INTO channels (id, kind, parent_id, created_by) VALUES ($1, 'thread', $2, $3) ON CONFLICT DO NOTHING`,
      [id, parentId, createdBy],
    );
    return manager.findOneByOrFail(ChannelEntity, { id });
  }

  /** Of the users those who are members of the channel and do not follow the thread yet: from now on they do. */
  async follow(manager: EntityManager, { id, parentId, seq }: ChannelEntity, userIds: string[]): Promise<string[]> {
    const added = await manager.query<{ user_id: string }[]>(
      `INSERT INTO members (channel_id, user_id, role, silenced_until, read_seq)
       SELECT $1, m.user_id, ${STANDING}, m.silenced_until, $4
       FROM members m WHERE m.channel_id = $2 AND m.user_id = ANY($3)
       ON CONFLICT DO NOTHING RETURNING user_id`,
      [id, parentId, userIds, seq],
    );
    return added.map((row) => row.user_id);
  }

  async unfollow(manager: EntityManager, id: string, userId: string): Promise<boolean> {
    await manager.query(`SELECT FROM channels c WHERE c.id = $1 ${LOCKED}`, [id]);
    const { affected } = await manager.delete(MemberEntity, { channelId: id, userId });
    return affected === 1;
  }

  /** Closes those of these that are threads, and says which. */
  async close(manager: EntityManager, ids: string[]): Promise<string[]> {
    const [rows] = await manager.query<[{ id: string }[], number]>(
      `WITH open AS (SELECT c.id FROM channels c WHERE c.id = ANY($1) AND c.parent_id IS NOT NULL ${LOCKED})
       UPDATE channels SET archived_at = now(), meta_version = meta_version + 1 FROM open WHERE channels.id = open.id
       RETURNING channels.id`,
      [ids],
    );
    return rows.map((row) => row.id);
  }

  /** Takes the thread's row until the transaction ends: nobody replies meanwhile. */
  async lockHead(manager: EntityManager, id: string): Promise<ThreadHead | null> {
    const [row] = await manager.query<ThreadHead[]>(
      `SELECT c.seq, c.told_seq AS "toldSeq",
              (extract(epoch FROM clock_timestamp() - c.told_at) * 1000)::float8 AS "sinceToldMs"
       FROM channels c WHERE c.id = $1 AND c.parent_id IS NOT NULL FOR NO KEY UPDATE`,
      [id],
    );
    return row ?? null;
  }

  async told(manager: EntityManager, id: string, seq: number): Promise<void> {
    await manager.query('UPDATE channels SET told_seq = $2, told_at = clock_timestamp() WHERE id = $1', [id, seq]);
  }
}
