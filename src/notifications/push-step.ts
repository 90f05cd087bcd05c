import { Injectable } from '@nestjs/common';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import { type PushMessage, type PushOutcome, PushService } from '../push/push.service.js';
import type { DeliveryEntity } from './delivery.entity.js';
import { type Due, DueDeliveries } from './due-deliveries.js';
import { digestText } from './digest-text.js';

/** Tells somebody by web push of all that is due, as one message. */
@Injectable()
export class PushStep {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueDeliveries,
    private readonly push: PushService,
  ) {}

  /** A worker that dies between the sending and the note of it leaves it to be sent again: under the same tag. */
  async run(claimed: DeliveryEntity[]): Promise<void> {
    const judged = await this.due.judge(claimed);
    const due = await this.unitOfWork.run((tx) => this.due.take(tx, judged));
    if (!due) return;
    const message = messageOf(due);
    const urgency = due.lines.some(({ row }) => row.critical) ? 'high' : 'normal';
    const outcome = await this.push.deliver(due.addressee.user.id, message, { topic: message.tag, urgency });
    await this.unitOfWork.run((tx) => this.settle(tx, due.deliveries, outcome));
  }

  private settle(tx: Transaction, deliveries: DeliveryEntity[], outcome: PushOutcome): Promise<void> {
    const { state, attempts, retryAfterMs: afterMs } = outcome;
    const said = attempts.map(({ endpointHost, status, answer }) => `${endpointHost}: ${status ?? '-'} ${answer}`);
    const answer = said.join('; ').slice(0, 500) || null;
    const reason = 'push_service';
    switch (state) {
      case 'sent':
      case 'failed':
        return this.due.move(tx, deliveries, { state, reason, answer });
      case 'none':
        return this.due.move(tx, deliveries, { state: 'skipped', reason: 'no_subscription' });
      case 'gone':
        return this.due.move(tx, deliveries, { state: 'skipped', reason: 'subscriptions_gone', answer });
      case 'retry':
        return this.due.retry(tx, deliveries, { reason, answer, afterMs });
    }
  }
}

function messageOf({ addressee, lines }: Due): PushMessage {
  const [only, ...more] = lines;
  if (!only) throw new Error('nothing is due');
  const { id, title, body, path, kind } = only.notification;
  if (more.length === 0) return { title, body, url: path, tag: id, data: { notificationId: id, kind } };
  const titles = lines.map(({ notification }) => notification.title);
  const text = digestText(titles.length, addressee.user.locale);
  return { title: text, body: titles.join('\n'), url: '/notifications', tag: 'digest' };
}
