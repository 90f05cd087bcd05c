import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, In, type Repository } from 'typeorm';
import type { DeliveryState, DeliveryWay } from '../contract/notifications.js';
import { DeliveryEntity } from './delivery.entity.js';

/** What a delivery turns into, and why. */
export interface NextState {
  state: DeliveryState;
  reason: string;
  answer?: string | null;
  dueAt?: Date | null;
  mailReference?: string;
}

export interface DueDelivery {
  userId: string;
  way: DeliveryWay;
  dueAt: Date;
}

/** The ledger: rows move on, and keep each step that they took. */
@Injectable()
export class DeliveriesRepository {
  constructor(@InjectRepository(DeliveryEntity) private readonly deliveries: Repository<DeliveryEntity>) {}

  findOf(notificationId: string): Promise<DeliveryEntity[]> {
    return this.deliveries.find({ where: { notificationId }, order: { id: 'ASC' } });
  }

  findOfEvent(userId: string, eventKey: string): Promise<DeliveryEntity[]> {
    return this.deliveries.find({ where: { userId, eventKey }, order: { id: 'ASC' } });
  }

  /** Takes in hand what is due for the user in this way; what another worker has taken is passed over. */
  claim(manager: EntityManager, userId: string, way: DeliveryWay): Promise<DeliveryEntity[]> {
    return manager
      .createQueryBuilder(DeliveryEntity, 'd')
      .where(`d.userId = :userId AND d.way = :way AND d.state = 'planned' AND d.dueAt <= now()`, { userId, way })
      .orderBy('d.id')
      .setLock('pessimistic_write')
      .setOnLocked('skip_locked')
      .getMany();
  }

  /** One statement for all that take the same step. `attempt` counts it as one. */
  async move(
    manager: EntityManager,
    ids: string[],
    { state, reason, answer = null, dueAt = null, mailReference }: NextState,
    attempt = false,
  ): Promise<void> {
    if (ids.length === 0) return;
    const step = { at: new Date().toISOString(), state, reason, answer };
    await manager.query(
      `UPDATE deliveries SET state = $2, reason = $3, answer = COALESCE($4, answer), due_at = $5,
         claimed_at = CASE WHEN $2 = 'sending' THEN now() END, mail_reference = COALESCE($6, mail_reference),
         attempts = attempts + $7, steps = steps || $8::jsonb
       WHERE id = ANY($1)`,
      [ids, state, reason, answer, dueAt, mailReference ?? null, attempt ? 1 : 0, JSON.stringify([step])],
    );
  }

  /** What these lines still had coming is not needed any more. Answers the e-mails on their way that tell of nothing else. */
  async cancel(manager: EntityManager, notificationIds: string[], reason: string): Promise<string[]> {
    const open = await manager.find(DeliveryEntity, {
      where: { notificationId: In(notificationIds), state: In(['planned', 'sending']) },
      lock: { mode: 'pessimistic_write' },
    });
    const waiting = open.filter(({ state }) => state === 'planned').map(({ id }) => id);
    await this.move(manager, waiting, { state: 'cancelled', reason });
    const references = open.flatMap(({ state, mailReference }) => (state === 'sending' ? (mailReference ?? []) : []));
    if (references.length === 0) return [];
    const rows = await manager.query<{ reference: string }[]>(
      `SELECT mail_reference AS reference FROM deliveries WHERE mail_reference = ANY($1)
       GROUP BY mail_reference HAVING bool_and(notification_id = ANY($2))`,
      [references, notificationIds],
    );
    return rows.map(({ reference }) => reference);
  }

  async idsOfMail(manager: EntityManager, mailReference: string): Promise<string[]> {
    const rows = await manager.find(DeliveryEntity, { where: { mailReference }, select: { id: true } });
    return rows.map(({ id }) => id);
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

  /** Pushes that a worker took in hand and never finished go back; e-mails have a queue of their own. */
  async releaseAbandoned(seconds: number): Promise<void> {
    await this.deliveries.query(
      `UPDATE deliveries SET state = 'planned', reason = 'worker_lost', due_at = now(), claimed_at = NULL,
         steps = steps || jsonb_build_array(jsonb_build_object('at', to_char(now() AT TIME ZONE 'UTC',
           'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'state', 'planned', 'reason', 'worker_lost', 'answer', NULL))
       WHERE state = 'sending' AND way = 'push' AND claimed_at < now() - make_interval(secs => $1)`,
      [seconds],
    );
  }
}
