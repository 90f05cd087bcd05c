import { Injectable } from '@nestjs/common';
import type { DeliveryWay, NotificationKind } from '../contract/notifications.js';
import { newId } from '../core/ids.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import { InjectTypedQueue } from '../core/queue/queue.module.js';
import { TypedQueue } from '../core/queue/typed-queue.js';
import type { DeliveryPlan, PlannedDelivery } from './delivery-plan.js';
import { latestActors, MAX_ACTORS } from './latest-actors.js';
import { LedgerMetrics } from './ledger.metrics.js';
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
  /** What is told in one with it, the latest first: each with its own key, so that it is not told again. */
  others?: { key: string; actorId: string }[];
}

/** What is still to be told of a line, by a job for its time. */
interface Waiting {
  userId: string;
  notificationId: string;
  way: DeliveryWay;
  dueAt: Date;
}

/** With the id of the line that it becomes where it joins none. */
interface Fresh extends Decision {
  lineId: string;
}

interface Told extends Fresh {
  kind: NotificationKind;
  plan: DeliveryPlan;
}

/** Deliveries of one event that make it one for a crowd. */
const CROWD = 100;

const isTold = (decision: Fresh): decision is Told => decision.kind !== null && decision.plan !== null;

function groupKey(kind: NotificationKind, channelId: string | null, messageId: string | null): string | null {
  const { grouped } = kinds[kind];
  const id = grouped === 'message' ? messageId : channelId;
  return grouped && id !== null ? `${kind}:${id}` : null;
}

/** Each value once, and where it is among them, from 1 as PostgreSQL counts. */
class Places {
  readonly values: string[] = [];
  private readonly places = new Map<string, number>();

  of(value: string): number {
    const known = this.places.get(value);
    if (known !== undefined) return known;
    const place = this.values.push(value);
    this.places.set(value, place);
    return place;
  }
}

/** Stores what was decided for many people at once: each of one event, once. */
@Injectable()
export class NotificationsWriter {
  constructor(
    @InjectTypedQueue(deliveriesQueue) private readonly queue: TypedQueue<typeof deliveriesQueue>,
    private readonly metrics: LedgerMetrics,
  ) {}

  /** Those of the events about which it was decided before for the user. */
  async known({ manager }: Transaction, userId: string, eventKeys: string[]): Promise<Set<string>> {
    const rows = await manager.query<{ key: string }[]>(
      'SELECT event_key AS key FROM notification_events WHERE user_id = $1 AND event_key = ANY($2)',
      [userId, eventKeys],
    );
    return new Set(rows.map(({ key }) => key));
  }

  /** Decisions are for different people. Those for whom the event was decided before are passed over. */
  async write(tx: Transaction, occurrence: Occurrence, decisions: Decision[]): Promise<void> {
    const fresh = await this.insertEvents(tx, occurrence, decisions);
    const told = fresh.filter(isTold);
    if (told.length === 0) return;
    const revs = await this.advanceInboxes(tx, told);
    const lines = await this.upsertLines(tx, occurrence, told, revs);
    await this.noteOthers(tx, occurrence, told, lines);
    await this.insertDeliveries(tx, occurrence, told, lines);
    tx.publish(
      inboxChanged,
      told.map(({ userId }) => ({ userId, rev: revs.get(userId) ?? 0 })),
    );
  }

  /** What was decided is the same for most of a crowd, and is sent once. */
  private async insertEvents(tx: Transaction, { key }: Occurrence, decisions: Decision[]): Promise<Fresh[]> {
    const all = decisions.map((decision) => ({ ...decision, lineId: newId() }));
    const circumstances = new Places();
    const places = all.map((decision) => circumstances.of(JSON.stringify(decision.circumstances)));
    const inserted = await tx.manager.query<{ user_id: string }[]>(
      `INSERT INTO notification_events (user_id, event_key, notification_id, kind, rule, circumstances)
       SELECT d.user_id, $1, d.notification_id, d.kind, d.rule, c.circumstances
       FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::int[])
         AS d (user_id, notification_id, kind, rule, place)
       JOIN unnest($7::jsonb[]) WITH ORDINALITY AS c (circumstances, place) ON c.place = d.place
       ON CONFLICT DO NOTHING RETURNING user_id`,
      [
        key,
        all.map(({ userId }) => userId),
        all.map((decision) => (isTold(decision) ? decision.lineId : null)),
        all.map(({ kind }) => kind),
        all.map(({ rule }) => rule),
        places,
        circumstances.values,
      ],
    );
    const fresh = new Set(inserted.map(({ user_id }) => user_id));
    return all.filter(({ userId }) => fresh.has(userId));
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
    { key, channelId, messageId, messageSeq, actorId, critical, others = [] }: Occurrence,
    told: Told[],
    revs: Map<string, number>,
  ): Promise<Map<string, string>> {
    const rows = await tx.manager.query<{ id: string; userId: string }[]>(
      `INSERT INTO notifications AS n (id, user_id, rev, seq, kind, group_key, channel_id, message_id, message_seq,
         actor_ids, data, critical, in_app, alert, count)
       SELECT d.id, d.user_id, d.rev, d.rev, d.kind, d.group_key, $1, $2, $3, $4, d.data, $5, d.in_app, d.alert, $14
       FROM unnest($6::uuid[], $7::uuid[], $8::int[], $9::text[], $10::text[], $11::jsonb[], $12::bool[], $13::bool[])
         AS d (id, user_id, rev, kind, group_key, data, in_app, alert)
       ON CONFLICT (user_id, group_key) WHERE group_key IS NOT NULL AND read_at IS NULL AND archived_at IS NULL
       DO UPDATE SET rev = EXCLUDED.rev, seq = EXCLUDED.seq, count = n.count + EXCLUDED.count, message_id = EXCLUDED.message_id,
         message_seq = EXCLUDED.message_seq, data = EXCLUDED.data, in_app = EXCLUDED.in_app, alert = EXCLUDED.alert,
         critical = n.critical OR EXCLUDED.critical, updated_at = now(),
         actor_ids = (EXCLUDED.actor_ids || ARRAY(
           SELECT known.id FROM unnest(n.actor_ids) WITH ORDINALITY AS known (id, place)
           WHERE known.id <> ALL(EXCLUDED.actor_ids) ORDER BY known.place))[1:${MAX_ACTORS}]
       RETURNING id, user_id AS "userId"`,
      [
        channelId,
        messageId,
        messageSeq,
        latestActors([actorId ?? [], others.map((other) => other.actorId)].flat()),
        critical,
        told.map(({ lineId }) => lineId),
        told.map(({ userId }) => userId),
        told.map(({ userId }) => revs.get(userId)),
        told.map(({ kind }) => kind),
        told.map(({ kind }) => groupKey(kind, channelId, messageId)),
        told.map(({ data }) => JSON.stringify(data)),
        told.map(({ plan }) => plan.inApp),
        told.map(({ plan }) => plan.alert),
        1 + others.length,
      ],
    );
    const lineIds = new Map(rows.map(({ id, userId }) => [userId, id]));
    await this.noteJoined(tx, key, told, lineIds);
    return lineIds;
  }

  private async noteOthers(
    tx: Transaction,
    { others = [] }: Occurrence,
    told: Told[],
    lineIds: Map<string, string>,
  ): Promise<void> {
    for (const { userId, lineId, kind, rule, circumstances } of others.length > 0 ? told : []) {
      await tx.manager.query(
        `INSERT INTO notification_events (user_id, event_key, notification_id, kind, rule, circumstances)
         SELECT $1, key, $3, $4, $5, $6 FROM unnest($2::text[]) AS key ON CONFLICT DO NOTHING`,
        [
          userId,
          others.map(({ key }) => key),
          lineIds.get(userId) ?? lineId,
          kind,
          rule,
          JSON.stringify(circumstances),
        ],
      );
    }
  }

  private async noteJoined(tx: Transaction, key: string, told: Told[], lineIds: Map<string, string>): Promise<void> {
    const joined = told.filter(({ userId, lineId }) => lineIds.get(userId) !== lineId);
    if (joined.length === 0) return;
    await tx.manager.query(
      `UPDATE notification_events e SET notification_id = l.id
       FROM unnest($1::uuid[], $2::uuid[]) AS l (id, user_id) WHERE e.user_id = l.user_id AND e.event_key = $3`,
      [joined.map(({ userId }) => lineIds.get(userId)), joined.map(({ userId }) => userId), key],
    );
  }

  /** What waits for a line already tells of this event too. */
  private async insertDeliveries(
    tx: Transaction,
    { key }: Occurrence,
    told: Told[],
    lineIds: Map<string, string>,
  ): Promise<void> {
    const waiting = await this.holdWaiting(tx, told, lineIds);
    const ways = new Set(waiting.map(({ notificationId, way }) => `${notificationId}${way}`));
    const rows = told.flatMap(({ userId, plan, lineId }) => {
      const notificationId = lineIds.get(userId) ?? lineId;
      return plan.deliveries.map((planned) => ({
        id: newId(),
        userId,
        notificationId,
        ...(planned.state === 'planned' && ways.has(`${notificationId}${planned.way}`)
          ? { ...planned, state: 'skipped' as const, reason: 'joined', dueAt: null }
          : planned),
      }));
    });
    await tx.manager.query(
      `INSERT INTO deliveries (id, user_id, event_key, notification_id, way, state, reason, due_at, steps)
       SELECT d.id, d.user_id, $1, d.notification_id, d.way, d.state, d.reason, d.due_at,
         jsonb_build_array(jsonb_build_object('at', $2::text, 'state', d.state, 'reason', d.reason, 'answer', NULL))
       FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::timestamptz[])
         AS d (id, user_id, notification_id, way, state, reason, due_at)`,
      [
        key,
        new Date().toISOString(),
        rows.map(({ id }) => id),
        rows.map(({ userId }) => userId),
        rows.map(({ notificationId }) => notificationId),
        rows.map(({ way }) => way),
        rows.map(({ state }) => state),
        rows.map(({ reason }) => reason),
        rows.map(({ dueAt }) => dueAt),
      ],
    );
    this.metrics.moved(tx, rows);
    tx.afterCommit(() => {
      const now = new Date();
      // Whoever came for these while they were held has passed them over.
      void this.schedule([...rows, ...waiting.filter(({ dueAt }) => dueAt <= now)]);
    });
  }

  /**
   * What waits for these lines, held until the event is stored: told before, it would be told without it. What a lost
   * worker had in hand may have been told already. Nothing waits for a line that is new.
   */
  private async holdWaiting(tx: Transaction, told: Told[], lineIds: Map<string, string>): Promise<Waiting[]> {
    const joined = told.flatMap(({ userId, lineId }) => {
      const id = lineIds.get(userId);
      return id === undefined || id === lineId ? [] : [id];
    });
    if (joined.length === 0) return [];
    return tx.manager.query<Waiting[]>(
      `SELECT user_id AS "userId", notification_id AS "notificationId", way, due_at AS "dueAt" FROM deliveries
       WHERE notification_id = ANY($1) AND state = 'planned' AND reason <> 'worker_lost' ORDER BY id FOR UPDATE`,
      [joined],
    );
  }

  private schedule(rows: (Pick<PlannedDelivery, 'way' | 'dueAt'> & { userId: string })[]): Promise<boolean> {
    const crowd = rows.length > CROWD;
    return this.queue.addAll(
      rows.flatMap(({ userId, way, dueAt }) => (dueAt ? [deliverJob(userId, way, dueAt, crowd)] : [])),
    );
  }
}
