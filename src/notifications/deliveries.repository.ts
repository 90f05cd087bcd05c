import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, type EntityManager, type Repository } from 'typeorm';
import type { DeliveryState, DeliveryWay } from '../contract/notifications.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import { DUE } from '../core/queue/alarm.js';
import { DeliveryEntity } from './delivery.entity.js';
import { LedgerMetrics } from './ledger.metrics.js';

/** What a delivery turns into, and why. */
export interface NextState {
  state: DeliveryState;
  reason: string;
  answer?: string | null;
  dueAt?: Date | null;
  mailReference?: string;
  attempts?: number;
}

/** What a worker has in hand: each claim counts, so the count tells whose it is. */
export type Claimed = Pick<DeliveryEntity, 'id' | 'attempts'>;

export interface DueDelivery {
  userId: string;
  way: DeliveryWay;
  dueAt: Date;
}

/** The ledger: rows move on, and keep each step that they took. */
@Injectable()
export class DeliveriesRepository {
  constructor(
    @InjectRepository(DeliveryEntity) private readonly deliveries: Repository<DeliveryEntity>,
    private readonly metrics: LedgerMetrics,
  ) {}

  findOf(notificationId: string): Promise<DeliveryEntity[]> {
    return this.deliveries.find({ where: { notificationId }, order: { id: 'ASC' } });
  }

  findOfEvent(userId: string, eventKey: string): Promise<DeliveryEntity[]> {
    return this.deliveries.find({ where: { userId, eventKey }, order: { id: 'ASC' } });
  }

  /**
   * Takes in hand what is due for the user in this way, as an attempt that counts whatever becomes of the worker. What
   * another worker has taken is passed over, and so is what another event is about to join: its writer has it told.
   */
  async claim(userId: string, way: DeliveryWay): Promise<DeliveryEntity[]> {
    const [rows] = await this.deliveries.query<[{ id: string }[], number]>(
      `UPDATE deliveries SET state = 'sending', reason = 'worker', claimed_at = now(), attempts = attempts + 1
       WHERE id IN (
         SELECT id FROM deliveries WHERE user_id = $1 AND way = $2 AND state = 'planned' AND due_at <= ${DUE}
         ORDER BY id FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [userId, way],
    );
    if (rows.length === 0) return [];
    return this.deliveries.find({ where: { id: Any(rows.map(({ id }) => id)) }, order: { id: 'ASC' } });
  }

  /** Those that no other worker has taken over, locked: what comes of them in this transaction is this worker's to say. */
  async hold(tx: Transaction, claimed: Claimed[]): Promise<Set<string>> {
    const rows = await tx.manager.query<{ id: string }[]>(
      `SELECT d.id FROM deliveries d JOIN unnest($1::uuid[], $2::int[]) AS c (id, attempts) ON c.id = d.id
       WHERE d.attempts = c.attempts AND d.state = 'sending' AND d.mail_reference IS NULL
       ORDER BY d.id FOR UPDATE OF d`,
      [claimed.map(({ id }) => id), claimed.map(({ attempts }) => attempts)],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /**
   * What a worker says of what it claimed. Where it was given up for lost this holds until another one claims it; what
   * was claimed anew or has moved on is left alone.
   */
  async moveClaimed(tx: Transaction, claimed: Claimed[], next: NextState): Promise<void> {
    await this.step(tx, new Map(claimed.map(({ id, attempts }) => [id, attempts])), next);
  }

  private async move(tx: Transaction, ids: string[], next: NextState): Promise<void> {
    await this.step(tx, new Map(ids.map((id) => [id, null])), next);
  }

  /** One statement for all that take the same step. `attempts` is how many there were where that is not what was counted. */
  private async step(
    tx: Transaction,
    claims: Map<string, number | null>,
    { state, reason, answer = null, dueAt = null, mailReference, attempts }: NextState,
  ): Promise<void> {
    if (claims.size === 0) return;
    const step = { at: new Date().toISOString(), state, reason, answer };
    const [moved] = await tx.manager.query<[{ way: DeliveryWay }[], number]>(
      `UPDATE deliveries d SET state = $2, reason = $3, answer = COALESCE($4, answer), due_at = $5,
         claimed_at = CASE WHEN $2 = 'sending' THEN now() END, mail_reference = COALESCE($6, mail_reference),
         attempts = COALESCE($7, d.attempts), steps = steps || $8::jsonb
       FROM unnest($1::uuid[], $9::int[]) AS m (id, claim)
       WHERE d.id = m.id AND (m.claim IS NULL OR (d.attempts = m.claim AND d.mail_reference IS NULL
         AND (d.state = 'sending' OR d.reason = 'worker_lost')))
       RETURNING d.way`,
      [
        [...claims.keys()],
        state,
        reason,
        answer,
        dueAt,
        mailReference ?? null,
        attempts ?? null,
        JSON.stringify([step]),
        [...claims.values()],
      ],
    );
    this.metrics.moved(
      tx,
      moved.map(({ way }) => ({ way, state })),
    );
  }

  /** The e-mails on their way that tell of these lines and of nothing else. */
  async mailsOf(manager: EntityManager, notificationIds: string[]): Promise<string[]> {
    const rows = await manager.query<{ reference: string }[]>(
      `SELECT mail_reference AS reference FROM deliveries WHERE mail_reference IN (
         SELECT mail_reference FROM deliveries WHERE notification_id = ANY($1) AND state = 'sending')
       GROUP BY mail_reference HAVING bool_and(notification_id = ANY($1))`,
      [notificationIds],
    );
    return rows.map(({ reference }) => reference);
  }

  /** What these lines still had coming is not needed any more: what is planned, and what these e-mails would have told. */
  async cancel(tx: Transaction, notificationIds: string[], calledBack: string[], reason: string): Promise<void> {
    const open = await tx.manager.query<{ id: string }[]>(
      `SELECT id FROM deliveries WHERE notification_id = ANY($1)
         AND (state = 'planned' OR (state = 'sending' AND mail_reference = ANY($2)))
       ORDER BY id FOR UPDATE`,
      [notificationIds, calledBack],
    );
    await this.move(
      tx,
      open.map(({ id }) => id),
      { state: 'cancelled', reason },
    );
  }

  /** All that this e-mail tells of. */
  async moveMail(tx: Transaction, mailReference: string, next: NextState): Promise<void> {
    const rows = await tx.manager.find(DeliveryEntity, { where: { mailReference }, select: { id: true } });
    await this.move(
      tx,
      rows.map(({ id }) => id),
      next,
    );
  }

  async eventKeysOfMail(mailReference: string): Promise<string[]> {
    const rows = await this.deliveries.find({ where: { mailReference }, select: { eventKey: true } });
    return rows.map(({ eventKey }) => eventKey);
  }

  /** At most `limit` deliveries of these lines; answers how many there were. */
  async deleteOf(notificationIds: string[], limit: number): Promise<number> {
    const [, count] = await this.deliveries.query<[unknown, number]>(
      `DELETE FROM deliveries WHERE id = ANY(ARRAY(SELECT id FROM deliveries WHERE notification_id = ANY($1) LIMIT $2))`,
      [notificationIds, limit],
    );
    return count;
  }

  /** What is due since `seconds` and has no job, or lost its worker: for the sweep. */
  findOverdue(seconds: number, limit: number): Promise<DueDelivery[]> {
    return this.deliveries.query<DueDelivery[]>(
      `SELECT DISTINCT user_id AS "userId", way, due_at AS "dueAt" FROM (
         SELECT user_id, way, due_at FROM deliveries
         WHERE state = 'planned' AND due_at < now() - make_interval(secs => $1) ORDER BY due_at LIMIT $2) d`,
      [seconds, limit],
    );
  }

  /**
   * What a worker took in hand and never finished goes back, or is given up where that has happened too often: it may be
   * what the workers die of. E-mails that were handed over have a queue of their own.
   */
  async releaseAbandoned(seconds: number, maxAttempts: number): Promise<void> {
    const [released] = await this.deliveries.query<[{ way: DeliveryWay; state: DeliveryState }[], number]>(
      `UPDATE deliveries d SET state = n.state, reason = 'worker_lost', claimed_at = NULL,
         due_at = CASE WHEN n.state = 'planned' THEN now() END,
         steps = steps || jsonb_build_array(jsonb_build_object('at', to_char(now() AT TIME ZONE 'UTC',
           'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'state', n.state, 'reason', 'worker_lost', 'answer', NULL))
       FROM (SELECT id, CASE WHEN attempts < $2 THEN 'planned' ELSE 'failed' END AS state FROM deliveries
             WHERE state = 'sending' AND mail_reference IS NULL AND claimed_at < now() - make_interval(secs => $1)
             FOR UPDATE SKIP LOCKED) n
       WHERE d.id = n.id RETURNING d.way, d.state`,
      [seconds, maxAttempts],
    );
    this.metrics.count(released);
  }
}
