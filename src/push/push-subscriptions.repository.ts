import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, type EntityManager, MoreThan, type Repository } from 'typeorm';
import { PushSubscriptionEntity } from './push-subscription.entity.js';

export type NewSubscription = Pick<
  PushSubscriptionEntity,
  'id' | 'userId' | 'sessionId' | 'endpoint' | 'p256dh' | 'auth' | 'userAgent'
>;

@Injectable()
export class PushSubscriptionsRepository {
  constructor(
    @InjectRepository(PushSubscriptionEntity) private readonly subscriptions: Repository<PushSubscriptionEntity>,
  ) {}

  /** Those who save subscriptions of one user do so one after the other, until their transactions end. */
  async lockUser(manager: EntityManager, userId: string): Promise<void> {
    await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`push:${userId}`]);
  }

  /** One that is there already is renewed; one of another user becomes a new one of this user. */
  async save(manager: EntityManager, added: NewSubscription): Promise<PushSubscriptionEntity> {
    const [row] = await manager.query<PushSubscriptionEntity[]>(
      `INSERT INTO push_subscriptions AS s (id, user_id, session_id, endpoint, p256dh, auth, user_agent)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (endpoint) DO UPDATE SET
         id = CASE WHEN s.user_id = EXCLUDED.user_id THEN s.id ELSE EXCLUDED.id END,
         created_at = CASE WHEN s.user_id = EXCLUDED.user_id THEN s.created_at ELSE now() END,
         last_used_at = CASE WHEN s.user_id = EXCLUDED.user_id THEN s.last_used_at END,
         user_id = EXCLUDED.user_id, session_id = EXCLUDED.session_id, p256dh = EXCLUDED.p256dh,
         auth = EXCLUDED.auth, user_agent = EXCLUDED.user_agent, failures = 0
       RETURNING id, user_id AS "userId", session_id AS "sessionId", endpoint, p256dh, auth,
         user_agent AS "userAgent", created_at AS "createdAt", last_used_at AS "lastUsedAt", failures`,
      [added.id, added.userId, added.sessionId, added.endpoint, added.p256dh, added.auth, added.userAgent],
    );
    if (!row) throw new Error('an upsert always answers its row');
    return row;
  }

  /** The oldest go; one that another transaction is at is left to that. */
  async keepNewest(manager: EntityManager, userId: string, count: number): Promise<void> {
    await manager.query(
      `DELETE FROM push_subscriptions WHERE id IN (
         SELECT id FROM push_subscriptions WHERE id IN (
           SELECT id FROM push_subscriptions WHERE user_id = $1 ORDER BY created_at DESC, id DESC OFFSET $2
         ) FOR UPDATE SKIP LOCKED)`,
      [userId, count],
    );
  }

  async ownersAmong(userIds: string[]): Promise<Set<string>> {
    const rows = await this.subscriptions.query<{ user_id: string }[]>(
      'SELECT DISTINCT user_id FROM push_subscriptions WHERE user_id = ANY($1)',
      [userIds],
    );
    return new Set(rows.map(({ user_id }) => user_id));
  }

  ofUser(userId: string): Promise<PushSubscriptionEntity[]> {
    return this.subscriptions.find({ where: { userId }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  async remove(userId: string, id: string): Promise<boolean> {
    const { affected } = await this.subscriptions.delete({ id, userId });
    return affected === 1;
  }

  async removeAll(ids: string[]): Promise<void> {
    if (ids.length > 0) await this.subscriptions.delete({ id: Any(ids) });
  }

  /** Those that are still of these sessions: a browser may have signed in anew meanwhile. */
  async removeOfSessions(ended: Pick<PushSubscriptionEntity, 'id' | 'sessionId'>[]): Promise<number> {
    const [, removed] = await this.subscriptions.query<[unknown[], number]>(
      `DELETE FROM push_subscriptions s USING unnest($1::uuid[], $2::uuid[]) AS ended (id, session_id)
       WHERE s.id = ended.id AND s.session_id = ended.session_id`,
      [ended.map(({ id }) => id), ended.map(({ sessionId }) => sessionId)],
    );
    return removed;
  }

  async markTaken(ids: string[]): Promise<void> {
    if (ids.length > 0) await this.subscriptions.update({ id: Any(ids) }, { lastUsedAt: new Date(), failures: 0 });
  }

  async markFailed(ids: string[]): Promise<void> {
    if (ids.length > 0) await this.subscriptions.increment({ id: Any(ids) }, 'failures', 1);
  }

  /** The next ones by id. */
  batch(after: string, limit: number): Promise<Pick<PushSubscriptionEntity, 'id' | 'sessionId'>[]> {
    return this.subscriptions.find({
      where: { id: MoreThan(after) },
      select: { id: true, sessionId: true },
      order: { id: 'ASC' },
      take: limit,
    });
  }
}
