import { createPublicKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { MAX_SUBSCRIPTIONS, type PushSubscription, type Subscribe } from '../contract/push.js';
import { SessionsService } from '../auth/sessions.service.js';
import { AppConfig } from '../core/config/app-config.js';
import { invalid, notFound } from '../core/errors/domain-error.js';
import { newId } from '../core/ids.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import { mayBePublic } from './public-address.js';
import type { PushSubscriptionEntity } from './push-subscription.entity.js';
import { PushSubscriptionsRepository } from './push-subscriptions.repository.js';

const MAX_USER_AGENT = 300;
const CLEANUP_BATCH = 500;
const BEFORE_ALL_IDS = '00000000-0000-0000-0000-000000000000';

/** Where users can be reached by push. A subscription counts as long as the session in which it was made. */
@Injectable()
export class PushSubscriptionsService {
  private readonly production: boolean;

  constructor(
    config: AppConfig,
    private readonly subscriptions: PushSubscriptionsRepository,
    private readonly sessions: SessionsService,
    private readonly unitOfWork: UnitOfWork,
  ) {
    this.production = config.production;
  }

  /**
   * The same endpoint again renews its subscription; one that was another user's is the caller's from now on: a browser
   * has one, whoever is signed in. Of more than 20 the oldest goes.
   */
  async subscribe(
    caller: Principal,
    { endpoint, keys }: Subscribe,
    userAgent: string | undefined,
  ): Promise<{ subscription: PushSubscription; created: boolean }> {
    this.checkEndpoint(new URL(endpoint));
    checkPoint(keys.p256dh);
    const { userId, sessionId } = caller;
    const added = { ...keys, id: newId(), userId, sessionId, endpoint, userAgent: presentable(userAgent) };
    const saved = await this.unitOfWork.run(async ({ manager }) => {
      await this.subscriptions.lockUser(manager, userId);
      const row = await this.subscriptions.save(manager, added);
      await this.subscriptions.keepNewest(manager, userId, MAX_SUBSCRIPTIONS);
      return row;
    });
    return { subscription: toSubscription(saved, sessionId), created: saved.id === added.id };
  }

  async list({ userId, sessionId }: Principal): Promise<PushSubscription[]> {
    const live = await this.liveOf(userId);
    return live.map((subscription) => toSubscription(subscription, sessionId));
  }

  /** Those of the users who have a subscription, of whatever session. */
  subscribed(userIds: string[]): Promise<Set<string>> {
    return this.subscriptions.ownersAmong(userIds);
  }

  async remove({ userId }: Principal, id: string): Promise<void> {
    if (!(await this.subscriptions.remove(userId, id))) throw notFound('Subscription');
  }

  /** Those of the user whose session has not ended, the oldest first. */
  async liveOf(userId: string): Promise<PushSubscriptionEntity[]> {
    const all = await this.subscriptions.ofUser(userId);
    if (all.length === 0) return [];
    const live = await this.sessions.live(all.map(({ sessionId }) => sessionId));
    return all.filter(({ sessionId }) => live.has(sessionId));
  }

  /** What became of a message to these; those that are gone are removed. */
  async used({ taken, gone, failed }: Record<'taken' | 'gone' | 'failed', string[]>): Promise<void> {
    await this.subscriptions.markTaken(taken);
    await this.subscriptions.removeAll(gone);
    await this.subscriptions.markFailed(failed);
  }

  /** Removes those of ended sessions and answers how many. */
  async removeEnded(): Promise<number> {
    let removed = 0;
    let after = BEFORE_ALL_IDS;
    for (;;) {
      const batch = await this.subscriptions.batch(after, CLEANUP_BATCH);
      const live = await this.sessions.live(batch.map(({ sessionId }) => sessionId));
      const ended = batch.flatMap(({ id, sessionId }) => (live.has(sessionId) ? [] : [{ id, sessionId }]));
      removed += await this.subscriptions.removeOfSessions(ended);
      const last = batch.at(-1);
      if (!last || batch.length < CLEANUP_BATCH) return removed;
      after = last.id;
    }
  }

  private checkEndpoint(url: URL): void {
    if (url.username !== '' || url.password !== '') throw badEndpoint('must not hold credentials');
    if (this.production && !mayBePublic(url)) throw badEndpoint('must be on a public address');
    const local = !this.production && isLoopback(url);
    if (url.protocol !== 'https:' && !local) throw badEndpoint('must be an https URL of a push service');
  }
}

const badEndpoint = (message: string) => invalid([{ path: 'endpoint', message }]);

const isLoopback = ({ hostname }: URL) => /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/.test(hostname);

/** Something that is no point of the curve could never be encrypted for. */
function checkPoint(p256dh: string): void {
  const [x, y] = [Buffer.from(p256dh, 'base64url').subarray(1, 33), Buffer.from(p256dh, 'base64url').subarray(33)];
  try {
    createPublicKey({
      format: 'jwk',
      key: { kty: 'EC', crv: 'P-256', x: x.toString('base64url'), y: y.toString('base64url') },
    });
  } catch {
    throw invalid([{ path: 'keys.p256dh', message: 'must be a point of the curve P-256' }]);
  }
}

const presentable = (userAgent: string | undefined): string | null =>
  userAgent?.replaceAll(/\p{Cc}/gu, ' ').slice(0, MAX_USER_AGENT) || null;

const toSubscription = (row: PushSubscriptionEntity, sessionId: string): PushSubscription => ({
  id: row.id,
  endpointHost: new URL(row.endpoint).host,
  userAgent: row.userAgent,
  current: row.sessionId === sessionId,
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  failures: row.failures,
});
