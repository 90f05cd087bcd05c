import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { BanEntity } from './ban.entity.js';

/** Of a ban `b`: whether it holds now. A ban that has ended needs nobody to take it away. */
const HOLDS = '(b.until IS NULL OR b.until > now())';

/** For statements about a channel and a user: whether that user is kept out of it. */
export const isBanned = (channelId: string, userId: string) =>
  `EXISTS (SELECT FROM bans b WHERE b.channel_id = ${channelId} AND b.user_id = ${userId} AND ${HOLDS})`;

@Injectable()
export class BansRepository {
  constructor(@InjectRepository(BanEntity) private readonly bans: Repository<BanEntity>) {}

  find(channelId: string, userId: string, manager = this.bans.manager): Promise<BanEntity | null> {
    return manager
      .createQueryBuilder(BanEntity, 'b')
      .where(`b.channelId = :channelId AND b.userId = :userId AND ${HOLDS}`, { channelId, userId })
      .getOne();
  }

  /** Those of the channels that the user is kept out of. */
  async among(userId: string, channelIds: string[]): Promise<Set<string>> {
    if (channelIds.length === 0) return new Set();
    const bans = await this.bans
      .createQueryBuilder('b')
      .where(`b.channelId = ANY(:channelIds) AND b.userId = :userId AND ${HOLDS}`, { channelIds, userId })
      .getMany();
    return new Set(bans.map(({ channelId }) => channelId));
  }

  /** In order of user id, after `after`. */
  findPage(channelId: string, after: string | undefined, limit: number): Promise<BanEntity[]> {
    const page = this.bans.createQueryBuilder('b').where(`b.channelId = :channelId AND ${HOLDS}`, { channelId });
    if (after !== undefined) page.andWhere('b.userId > :after', { after });
    return page.orderBy('b.userId').limit(limit).getMany();
  }

  /** In place of one that was there; those of the channel that have ended go. */
  async put(manager: EntityManager, ban: Omit<BanEntity, 'bannedAt'>): Promise<void> {
    await manager.query('DELETE FROM bans WHERE channel_id = $1 AND (until <= now() OR user_id = $2)', [
      ban.channelId,
      ban.userId,
    ]);
    await manager.insert(BanEntity, ban);
  }

  /** False where none holds. */
  async lift(manager: EntityManager, channelId: string, userId: string): Promise<boolean> {
    const ban = await this.find(channelId, userId, manager);
    if (ban) await manager.delete(BanEntity, { channelId, userId });
    return ban !== null;
  }
}
