import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, IsNull, MoreThan, type Repository } from 'typeorm';
import { newId } from '../core/ids.js';
import { type AccountTokenKind, AccountTokenEntity } from './account-token.entity.js';

const TOKEN_BYTES = 32;

const hashOf = (token: string) => createHash('sha256').update(token).digest();
const good = (kind: AccountTokenKind, token: string) => ({
  hash: hashOf(token),
  kind,
  usedAt: IsNull(),
  expiresAt: MoreThan(new Date()),
});

@Injectable()
export class AccountTokensRepository {
  constructor(@InjectRepository(AccountTokenEntity) private readonly tokens: Repository<AccountTokenEntity>) {}

  /** Answers the token, which is kept nowhere. */
  async issue(manager: EntityManager, userId: string, kind: AccountTokenKind, ttlSeconds: number): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const expiresAt = new Date(Date.now() + ttlSeconds * 1000);
    await manager.insert(AccountTokenEntity, { id: newId(), userId, kind, hash: hashOf(token), expiresAt });
    return token;
  }

  /** Whether the user was given a token in the last `seconds` that was not used yet. */
  anyGoodSince(manager: EntityManager, userId: string, kind: AccountTokenKind, seconds: number): Promise<boolean> {
    const createdAt = MoreThan(new Date(Date.now() - seconds * 1000));
    return manager.existsBy(AccountTokenEntity, { userId, kind, createdAt, usedAt: IsNull() });
  }

  /** Whose the token is: null where it was used, has expired or never was. */
  async findHolder(kind: AccountTokenKind, token: string): Promise<string | null> {
    const found = await this.tokens.findOneBy(good(kind, token));
    return found?.userId ?? null;
  }

  /** Takes the token out of use, once: false where it is not good, or not any more. */
  async use(manager: EntityManager, kind: AccountTokenKind, token: string): Promise<boolean> {
    const { affected } = await manager.update(AccountTokenEntity, good(kind, token), { usedAt: () => 'now()' });
    return affected === 1;
  }

  /** Takes all of the kind out of use. */
  async useAll(manager: EntityManager, kind: AccountTokenKind, userId: string): Promise<void> {
    await manager.update(AccountTokenEntity, { userId, kind, usedAt: IsNull() }, { usedAt: () => 'now()' });
  }

  /** Removes tokens that were used or have expired, and answers how many. */
  async deleteSpent(): Promise<number> {
    const { affected } = await this.tokens
      .createQueryBuilder()
      .delete()
      .where('used_at IS NOT NULL OR expires_at < now()')
      .execute();
    return affected ?? 0;
  }
}
