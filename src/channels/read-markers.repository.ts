import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import type { AllReadMoved, ReadMoved } from './channel.topics.js';
import { MemberEntity } from './member.entity.js';
import { UNSEEN_MENTIONS } from './members.repository.js';

/** A marker that moved, and whether it went back once at least. */
export type MovedMarker = ReadMoved & { wentBack: boolean };

/** How far members have read. */
@Injectable()
export class ReadMarkersRepository {
  constructor(@InjectRepository(MemberEntity) private readonly members: Repository<MemberEntity>) {}

  /** Moves the marker forward, never past the newest message; null where it stood there already or beyond. */
  async moveRead(
    manager: EntityManager,
    channelId: string,
    userId: string,
    seq: number,
  ): Promise<Pick<ReadMoved, 'readSeq' | 'mentionCount' | 'rev'> | null> {
    const [rows] = await manager.query<[Pick<ReadMoved, 'readSeq' | 'mentionCount' | 'rev'>[], number]>(
      `UPDATE members m SET read_seq = LEAST($3, c.seq), read_at = now() FROM channels c
       WHERE c.id = m.channel_id AND m.channel_id = $1 AND m.user_id = $2 AND m.read_seq < LEAST($3, c.seq)
       RETURNING m.read_seq AS "readSeq", ${UNSEEN_MENTIONS} AS "mentionCount", c.rev`,
      [channelId, userId, seq],
    );
    return rows[0] ?? null;
  }

  /** Moves the marker back, to just before `seq`; false where it stood there already or before. */
  async moveReadBack(manager: EntityManager, channelId: string, userId: string, seq: number): Promise<boolean> {
    const { affected } = await manager
      .createQueryBuilder()
      .update(MemberEntity)
      .set({ readSeq: seq - 1, readAt: () => 'now()', unreadAt: () => 'now()' })
      .where('channelId = :channelId AND userId = :userId AND readSeq >= :seq', { channelId, userId, seq })
      .execute();
    return affected === 1;
  }

  /** Moves all of the user's markers to the ends of their channels, each after the other; answers those that moved. */
  async moveAllRead(manager: EntityManager, userId: string): Promise<AllReadMoved['reads']> {
    const [rows] = await manager.query<[AllReadMoved['reads'], number]>(
      `WITH behind AS (
         SELECT m.channel_id FROM members m JOIN channels c ON c.id = m.channel_id
         WHERE m.user_id = $1 AND m.read_seq < c.seq ORDER BY m.channel_id FOR NO KEY UPDATE OF m
       )
       UPDATE members m SET read_seq = c.seq, read_at = now() FROM behind b JOIN channels c ON c.id = b.channel_id
       WHERE m.channel_id = b.channel_id AND m.user_id = $1 AND m.read_seq < c.seq
       RETURNING m.channel_id AS "channelId", m.read_seq AS "readSeq", c.rev, c.kind = 'direct' AS peers`,
      [userId],
    );
    return rows;
  }

  /** Where the user's marker stands; null where they are no member. */
  async find(channelId: string, userId: string): Promise<Omit<ReadMoved, 'channelId' | 'userId'> | null> {
    const [row] = await this.members.query<Omit<ReadMoved, 'channelId' | 'userId'>[]>(
      `SELECT m.read_seq AS "readSeq", ${UNSEEN_MENTIONS} AS "mentionCount", c.rev, c.kind = 'direct' AS peers
       FROM members m JOIN channels c ON c.id = m.channel_id WHERE m.channel_id = $1 AND m.user_id = $2`,
      [channelId, userId],
    );
    return row ?? null;
  }

  /** Markers of these users, and of those they share a direct channel with, that moved after `since`. */
  readSince(userIds: string[], since: Date): Promise<MovedMarker[]> {
    return this.members.query<MovedMarker[]>(
      `SELECT m.channel_id AS "channelId", m.user_id AS "userId", m.read_seq AS "readSeq", ${UNSEEN_MENTIONS} AS "mentionCount", c.rev,
              c.kind = 'direct' AS peers, coalesce(m.unread_at > $2, false) AS "wentBack"
       FROM members m JOIN channels c ON c.id = m.channel_id
       WHERE m.read_at > $2 AND (m.user_id = ANY($1) OR (c.kind = 'direct' AND EXISTS (
         SELECT FROM members peer WHERE peer.channel_id = m.channel_id AND peer.user_id = ANY($1))))`,
      [userIds, since],
    );
  }
}
