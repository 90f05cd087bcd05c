import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, LessThan, Not, type Repository } from 'typeorm';
import { DraftEntity } from './draft.entity.js';

export type WrittenDraft = Pick<DraftEntity, 'userId' | 'channelId' | 'body' | 'rev'> & { updatedAt: Date | null };

/** A device that was away for longer brings back what it wrote before that. */
const KEEP_CLEARED = '30 days';

/** Writes within a transaction that holds the user's head. */
@Injectable()
export class DraftsRepository {
  constructor(@InjectRepository(DraftEntity) private readonly drafts: Repository<DraftEntity>) {}

  find(manager: EntityManager, userId: string, channelId: string): Promise<DraftEntity | null> {
    return manager.findOneBy(DraftEntity, { userId, channelId });
  }

  /** Those that hold text. */
  count(manager: EntityManager, userId: string): Promise<number> {
    return manager.countBy(DraftEntity, { userId, body: Not('') });
  }

  /** Null where what is stored was written later. No time, or one that has not come, is now. */
  async write(manager: EntityManager, draft: WrittenDraft): Promise<DraftEntity | null> {
    const { userId, channelId, body, rev, updatedAt } = draft;
    const rows = await manager.query<{ updatedAt: Date }[]>(
      `INSERT INTO drafts AS d (user_id, channel_id, body, rev, updated_at)
       VALUES ($1, $2, $3, $4, LEAST($5::timestamptz, date_trunc('milliseconds', clock_timestamp())))
       ON CONFLICT (user_id, channel_id) DO UPDATE
       SET body = excluded.body, rev = excluded.rev, updated_at = excluded.updated_at
       WHERE excluded.updated_at >= d.updated_at RETURNING updated_at AS "updatedAt"`,
      [userId, channelId, body, rev, updatedAt],
    );
    return rows[0] ? { userId, channelId, body, rev, updatedAt: rows[0].updatedAt } : null;
  }

  async forgetCleared(manager: EntityManager, userId: string): Promise<void> {
    await manager.query(
      `DELETE FROM drafts WHERE user_id = $1 AND body = '' AND updated_at < now() - interval '${KEEP_CLEARED}'`,
      [userId],
    );
  }

  /** Those that hold text and changed before the change `before`, the last first. */
  findPage(userId: string, before: number, limit: number): Promise<DraftEntity[]> {
    return this.drafts.find({
      where: { userId, body: Not(''), rev: LessThan(before) },
      order: { rev: 'DESC' },
      take: limit,
    });
  }
}
