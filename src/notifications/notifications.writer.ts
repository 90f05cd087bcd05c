import { Injectable } from '@nestjs/common';
import type { NotificationKind } from '../contract/notifications.js';
import { newId } from '../core/ids.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import { InjectTypedQueue } from '../core/queue/queue.module.js';
import { TypedQueue } from '../core/queue/typed-queue.js';
import type { DeliveryPlan, PlannedDelivery } from './delivery-plan.js';
import { inboxChanged } from './notification.topics.js';
import { kinds } from './notification-kinds.js';
import { deliverJob, deliveriesQueue } from './notifications.queue.js';

/** What an event is to one person, as it was decided; without a kind they are not told. */
export interface Decision {
  userId: string;
  kind: NotificationKind | null;
  rule: string;
  circumstances: Record<string, unknown>;
  plan: DeliveryPlan | null;
  /** What the kind stores of its own. */
  data: Record<string, string>;
}

/** Something that happened, which concerns any number of people. */
export interface Occurrence {
  key: string;
  channelId: string | null;
  messageId: string | null;
  messageSeq: number | null;
  actorId: string | null;
  critical: boolean;
}

interface Told extends Decision {
  kind: NotificationKind;
  plan: DeliveryPlan;
}

interface Line {
  id: string;
  userId: string;
}

/** Deliveries of one event that make it one for a crowd. */
const CROWD = 100;
/** Actors that a line of several events keeps. */
const MAX_ACTORS = 5;

/** Stores what was decided for many people at once: each of one event, once. */
@Injectable()
export class NotificationsWriter {
  constructor(@InjectTypedQueue(deliveriesQueue) private readonly queue: TypedQueue<typeof deliveriesQueue>) {}

  /** Decisions are for different people. Those for whom the event was decided before are passed over. */
  async write(tx: Transaction, occurrence: Occurrence, decisions: Decision[]): Promise<void> {
    const fresh = await this.insertEvents(tx, occurrence, decisions);
    const told = fresh.filter((decision): decision is Told => decision.kind !== null && decision.plan !== null);
    if (told.length === 0) return;
    const revs = await this.advanceInboxes(tx, told);
    const lines = await this.upsertLines(tx, occurrence, told, revs);
    await this.insertDeliveries(tx, occurrence, told, lines);
    tx.publish(
      inboxChanged,
      told.map(({ userId }) => ({ userId, rev: revs.get(userId) ?? 0 })),
    );
  }

  private async insertEvents(tx: Transaction, { key }: Occurrence, decisions: Decision[]): Promise<Decision[]> {
    const inserted = await tx.manager.query<{ user_id: string }[]>(
      `INSERT INTO notification_events (user_id, event_key, kind, rule, circumstances)
       SELECT d.user_id, $1, d.kind, d.rule, d.circumstances
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::jsonb[]) AS d (user_id, kind, rule, circumstances)
       ON CONFLICT DO NOTHING RETURNING user_id`,
      [
        key,
        decisions.map(({ userId }) => userId),
        decisions.map(({ kind }) => kind),
        decisions.map(({ rule }) => rule),
        decisions.map(({ circumstances }) => JSON.stringify(circumstances)),
      ],
    );
    const fresh = new Set(inserted.map(({ user_id }) => user_id));
    return decisions.filter(({ userId }) => fresh.has(userId));
  }

  /** Takes the next `rev` of each inbox; in one order everywhere, so that two batches never wait for each other. */
  private async advanceInboxes(tx: Transaction, told: Told[]): Promise<Map<string, number>> {
    const rows = await tx.manager.query<{ user_id: string; rev: number }[]>(
      `INSERT INTO inboxes (user_id, rev) SELECT id, 1 FROM unnest($1::uuid[]) AS id ORDER BY id
       ON CONFLICT (user_id) DO UPDATE SET rev = inboxes.rev + 1 RETURNING user_id, rev`,
      [told.map(({ userId }) => userId)],
    );
    return new Map(rows.map(({ user_id, rev }) => [user_id, rev]));
  }

  /** The line of each: a new one, or the one of the same group that is still unread. */
  private async upsertLines(
    tx: Transaction,
    { key, channelId, messageId, messageSeq, actorId, critical }: Occurrence,
    told: Told[],
    revs: Map<string, number>,
  ): Promise<Map<string, Line>> {
    const rows = await tx.manager.query<Line[]>(
      `INSERT INTO notifications AS n (id, user_id, rev, seq, kind, group_key, channel_id, message_id, message_seq,
         actor_ids, data, critical, in_app, alert)
       SELECT d.id, d.user_id, d.rev, d.rev, d.kind, d.group_key, $1, $2, $3, $4, d.data, $5, d.in_app, d.alert
       FROM unnest($6::uuid[], $7::uuid[], $8::int[], $9::text[], $10::text[], $11::jsonb[], $12::bool[], $13::bool[])
         AS d (id, user_id, rev, kind, group_key, data, in_app, alert)
       ON CONFLICT (user_id, group_key) WHERE group_key IS NOT NULL AND read_at IS NULL AND archived_at IS NULL
       DO UPDATE SET rev = EXCLUDED.rev, seq = EXCLUDED.seq, count = n.count + 1, message_id = EXCLUDED.message_id,
         message_seq = EXCLUDED.message_seq, data = EXCLUDED.data, in_app = EXCLUDED.in_app, alert = EXCLUDED.alert,
         critical = n.critical OR EXCLUDED.critical, updated_at = now(),
         actor_ids = (EXCLUDED.actor_ids || array_remove(n.actor_ids, EXCLUDED.actor_ids[1]))[1:${MAX_ACTORS}]
       RETURNING id, user_id AS "userId"`,
      [
        channelId,
        messageId,
        messageSeq,
        actorId === null ? [] : [actorId],
        critical,
        told.map(() => newId()),
        told.map(({ userId }) => userId),
        told.map(({ userId }) => revs.get(userId)),
        told.map(({ kind }) => kind),
        told.map(({ kind }) => (kinds[kind].grouped && channelId !== null ? `${kind}:${channelId}` : null)),
        told.map(({ data }) => JSON.stringify(data)),
        told.map(({ plan }) => plan.inApp),
        told.map(({ plan }) => plan.alert),
      ],
    );
    await tx.manager.query(
      `UPDATE notification_events e SET notification_id = l.id
       FROM unnest($1::uuid[], $2::uuid[]) AS l (id, user_id) WHERE e.user_id = l.user_id AND e.event_key = $3`,
      [rows.map(({ id }) => id), rows.map(({ userId }) => userId), key],
    );
    return new Map(rows.map((line) => [line.userId, line]));
  }

  /** What waits for a line already tells of this event too. */
  private async insertDeliveries(
    tx: Transaction,
    { key }: Occurrence,
    told: Told[],
    lines: Map<string, Line>,
  ): Promise<void> {
    const waiting = await this.waitingWays(tx, lines);
    const rows = told.flatMap(({ userId, plan }) => {
      const notificationId = lines.get(userId)?.id ?? '';
      return plan.deliveries.map((planned) => ({
        id: newId(),
        userId,
        notificationId,
        ...(planned.state === 'planned' && waiting.has(`${notificationId}${planned.way}`)
          ? { ...planned, state: 'skipped' as const, reason: 'joined', dueAt: null }
          : planned),
      }));
    });
    const now = new Date().toISOString();
    await tx.manager.query(
      `INSERT INTO deliveries (id, user_id, event_key, notification_id, way, state, reason, due_at, steps)
       SELECT d.id, d.user_id, $1, d.notification_id, d.way, d.state, d.reason, d.due_at, d.steps
       FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::jsonb[])
         AS d (id, user_id, notification_id, way, state, reason, due_at, steps)`,
      [
        key,
        rows.map(({ id }) => id),
        rows.map(({ userId }) => userId),
        rows.map(({ notificationId }) => notificationId),
        rows.map(({ way }) => way),
        rows.map(({ state }) => state),
        rows.map(({ reason }) => reason),
        rows.map(({ dueAt }) => dueAt),
        rows.map(({ state, reason }) => JSON.stringify([{ at: now, state, reason, answer: null }])),
      ],
    );
    tx.afterCommit(() => void this.schedule(rows));
  }

  private async waitingWays(tx: Transaction, lines: Map<string, Line>): Promise<Set<string>> {
    const rows = await tx.manager.query<{ notification_id: string; way: string }[]>(
      `SELECT DISTINCT notification_id, way FROM deliveries WHERE notification_id = ANY($1) AND state = 'planned'`,
      [[...lines.values()].map(({ id }) => id)],
    );
    return new Set(rows.map(({ notification_id, way }) => `${notification_id}${way}`));
  }

  private schedule(rows: (PlannedDelivery & { userId: string })[]): Promise<boolean> {
    const crowd = rows.length > CROWD;
    return this.queue.addAll(
      rows.flatMap(({ userId, way, dueAt }) => (dueAt ? [deliverJob(userId, way, dueAt, crowd)] : [])),
    );
  }
}
