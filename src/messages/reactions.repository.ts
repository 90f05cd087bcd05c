import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReactionEntity } from './reaction.entity.js';

/** Writes within a transaction that holds the channel's log. */
@Injectable()
export class ReactionsRepository {
  /** False where it is there already. */
  async add(manager: EntityManager, reaction: ReactionEntity): Promise<boolean> {
    const { channelId, seq, emoji, userId, rev } = reaction;
    const added = await manager.query<unknown[]>(
      `INSERT INTO reactions (channel_id, seq, emoji, user_id, rev) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ON CONSTRAINT reactions_pkey DO NOTHING RETURNING rev`,
      [channelId, seq, emoji, userId, rev],
    );
    return added.length === 1;
  }

  /** False where it is not there. */
  async remove(manager: EntityManager, reaction: Omit<ReactionEntity, 'rev'>): Promise<boolean> {
    const { affected } = await manager.delete(ReactionEntity, reaction);
    return affected === 1;
  }

  /** Those who reacted with the emoji first, in the order of time. */
  async first(
    manager: EntityManager,
    { channelId, seq, emoji }: Pick<ReactionEntity, 'channelId' | 'seq' | 'emoji'>,
    limit: number,
  ): Promise<string[]> {
    const rows = await manager.query<{ userId: string }[]>(
      `SELECT user_id AS "userId" FROM reactions WHERE channel_id = $1 AND seq = $2 AND emoji = $3 ORDER BY rev LIMIT $4`,
      [channelId, seq, emoji, limit],
    );
    return rows.map(({ userId }) => userId);
  }
}
