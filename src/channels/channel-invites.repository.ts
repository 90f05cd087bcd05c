import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { EntityManager, Repository } from 'typeorm';
import { ChannelInviteEntity } from './channel-invite.entity.js';

const TOKEN_BYTES = 32;
/** Somebody may still come by it. */
const GOOD = 'i.expires_at > now() AND (i.max_uses IS NULL OR i.uses < i.max_uses)';

const hashOf = (token: string) => createHash('sha256').update(token).digest();

type NewInvite = Pick<ChannelInviteEntity, 'id' | 'channelId' | 'createdBy' | 'createdAt' | 'expiresAt' | 'maxUses'>;

/** Writes within a transaction that holds the channel. */
@Injectable()
export class ChannelInvitesRepository {
  constructor(@InjectRepository(ChannelInviteEntity) private readonly invites: Repository<ChannelInviteEntity>) {}

  /** Answers the token, which is kept nowhere. */
  async issue(manager: EntityManager, invite: NewInvite): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    await manager.insert(ChannelInviteEntity, { ...invite, hash: hashOf(token) });
    return token;
  }

  /** Removes those of the channel that nobody can come by any more, and answers how many are left. */
  async prune(manager: EntityManager, channelId: string): Promise<number> {
    await manager.query(`DELETE FROM channel_invites i WHERE i.channel_id = $1 AND NOT (${GOOD})`, [channelId]);
    return manager.countBy(ChannelInviteEntity, { channelId });
  }

  /** Those that are good, the newest first, before the id `before`. */
  findPage(channelId: string, before: string | undefined, limit: number): Promise<ChannelInviteEntity[]> {
    const page = this.invites.createQueryBuilder('i').where(`i.channelId = :channelId AND ${GOOD}`, { channelId });
    if (before !== undefined) page.andWhere('i.id < :before', { before });
    return page.orderBy('i.id', 'DESC').limit(limit).getMany();
  }

  findGood(token: string): Promise<ChannelInviteEntity | null> {
    return this.invites
      .createQueryBuilder('i')
      .where(`i.hash = :hash AND ${GOOD}`, { hash: hashOf(token) })
      .getOne();
  }

  /** Counts one more who came by it; false where nobody can any more. */
  async use(manager: EntityManager, id: string): Promise<boolean> {
    const [, used] = await manager.query<[unknown[], number]>(
      `UPDATE channel_invites i SET uses = i.uses + 1 WHERE i.id = $1 AND ${GOOD} RETURNING i.id`,
      [id],
    );
    return used === 1;
  }

  async remove(manager: EntityManager, channelId: string, id: string): Promise<boolean> {
    const { affected } = await manager.delete(ChannelInviteEntity, { channelId, id });
    return affected === 1;
  }
}
