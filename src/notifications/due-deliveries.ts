import { Injectable } from '@nestjs/common';
import type { DeliveryWay } from '../contract/notifications.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import { InjectTypedQueue } from '../core/queue/queue.module.js';
import { TypedQueue } from '../core/queue/typed-queue.js';
import { DeliveriesRepository, type NextState } from './deliveries.repository.js';
import type { DeliveryEntity } from './delivery.entity.js';
import { NotificationContent, type Worded } from './notification-content.js';
import { deliverJob, deliveriesQueue } from './notifications.queue.js';
import { NotificationsRepository } from './notifications.repository.js';
import { type Addressee, RecipientsService } from './recipients.service.js';

/** What is to be told to somebody now, each line once. */
export interface Due {
  addressee: Addressee;
  lines: Worded[];
  deliveries: DeliveryEntity[];
}

/** `next` is null for what is to be told. */
interface Judged {
  addressee: Addressee | undefined;
  lines: Map<string, Worded>;
  verdicts: { delivery: DeliveryEntity; next: NextState | null }[];
}

export const MAX_ATTEMPTS = 8;
const RETRY_MS = 30_000;

/** How long after its `attempt`th failure something is tried again: 30 s, 1 min, 2 min … with up to half of it more. */
export const retryAfterMs = (attempt: number) => RETRY_MS * 2 ** Math.max(0, attempt - 1) * (1 + Math.random() / 2);

/** Takes what is due in hand, and decides once more: much may have happened since it was planned. */
@Injectable()
export class DueDeliveries {
  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly notifications: NotificationsRepository,
    private readonly content: NotificationContent,
    private readonly recipients: RecipientsService,
    @InjectTypedQueue(deliveriesQueue) private readonly queue: TypedQueue<typeof deliveriesQueue>,
  ) {}

  claim(userId: string, way: DeliveryWay): Promise<DeliveryEntity[]> {
    return this.deliveries.claim(userId, way);
  }

  /** What is to become of each of what was claimed, all for one person and in one way. Reads alone, outside a transaction. */
  async judge(claimed: DeliveryEntity[]): Promise<Judged> {
    const [addressee] = await this.recipients.find([...new Set(claimed.map(({ userId }) => userId))]);
    const rows = await this.notifications.findByIds(claimed.map(({ notificationId }) => notificationId));
    const lines = new Map((await this.content.word(rows)).map((line) => [line.row.id, line]));
    const now = new Date();
    const verdicts = claimed.map((delivery) => {
      const next = this.overtaken(delivery, addressee, lines.get(delivery.notificationId), now);
      return { delivery, next: next && { ...next, attempts: delivery.attempts - 1 } };
    });
    return { addressee, lines, verdicts };
  }

  /** That which is still to be told, and is by this worker; null where nothing is. */
  async take(tx: Transaction, { addressee, lines, verdicts }: Judged): Promise<Due | null> {
    const held = await this.deliveries.hold(
      tx,
      verdicts.map(({ delivery }) => delivery),
    );
    const mine = verdicts.filter(({ delivery }) => held.has(delivery.id));
    const ready = mine.flatMap(({ delivery, next }) => (next ? [] : [delivery]));
    for (const alike of Map.groupBy(mine, ({ next }) => JSON.stringify(next)).values()) {
      const next = alike[0]?.next;
      if (next)
        await this.move(
          tx,
          alike.map(({ delivery }) => delivery),
          next,
        );
    }
    if (!addressee || ready.length === 0) return null;
    const told = new Set(ready.map(({ notificationId }) => notificationId));
    return { addressee, lines: [...lines.values()].filter(({ row }) => told.has(row.id)), deliveries: ready };
  }

  /** One step for all; what waits again gets a job for its time. */
  async move(tx: Transaction, deliveries: DeliveryEntity[], next: NextState): Promise<void> {
    await this.deliveries.moveClaimed(tx, deliveries, next);
    const [first] = deliveries;
    const { dueAt } = next;
    if (first && dueAt) tx.afterCommit(() => void this.queue.addAll([deliverJob(first.userId, first.way, dueAt)]));
  }

  /** After a failed attempt: later, or never again, so that nothing stands in the way for ever. */
  async retry(
    tx: Transaction,
    deliveries: DeliveryEntity[],
    { reason, answer, afterMs }: { reason: string; answer: string | null; afterMs?: number | undefined },
  ): Promise<void> {
    const [spent, others] = [
      deliveries.filter(({ attempts }) => attempts >= MAX_ATTEMPTS),
      deliveries.filter(({ attempts }) => attempts < MAX_ATTEMPTS),
    ];
    await this.move(tx, spent, { state: 'failed', reason, answer });
    const attempts = Math.max(1, ...others.map((delivery) => delivery.attempts));
    const dueAt = new Date(Date.now() + (afterMs ?? retryAfterMs(attempts)));
    await this.move(tx, others, { state: 'planned', reason, answer, dueAt });
  }

  /** What stands against telling it now. */
  private overtaken(
    { way }: DeliveryEntity,
    addressee: Addressee | undefined,
    line: Worded | undefined,
    now: Date,
  ): NextState | null {
    if (!addressee || !line) return { state: 'cancelled', reason: 'account_disabled' };
    const { row, moot, wordless } = line;
    if (row.readAt) return { state: 'cancelled', reason: 'read' };
    if (row.archivedAt) return { state: 'cancelled', reason: 'archived' };
    if (moot) return { state: 'cancelled', reason: moot };
    if (wordless !== null) return { state: 'failed', reason: 'not_worded', answer: wordless };
    const ways = addressee.preferences.kinds[row.kind];
    if (way === 'push' ? !ways.push : ways.email === 'never') return { state: 'skipped', reason: 'preference' };
    const silence = this.recipients.silentUntil(addressee, row.critical, now);
    return silence && { state: 'planned', reason: silence.reason, dueAt: silence.until };
  }
}
