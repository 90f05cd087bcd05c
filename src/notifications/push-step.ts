import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import { type PushMessage, type PushOutcome, PushService } from '../push/push.service.js';
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
  async run(userId: string): Promise<void> {
    const due = await this.unitOfWork.run(async (tx) => {
      const taken = await this.due.take(tx, userId, 'push');
      if (taken) await this.due.move(tx, taken.deliveries, { state: 'sending', reason: 'worker' });
      return taken;
    });
    if (!due) return;
    const critical = due.lines.some(({ row }) => row.critical);
    const message = messageOf(due);
    const outcome = await this.push.deliver(userId, message, {
      topic: message.tag,
      urgency: critical ? 'high' : 'normal',
    });
    await this.settle(due, outcome);
  }

  private settle(due: Due, { state, attempts, retryAfterMs }: PushOutcome): Promise<void> {
    const answer = attempts.map(
      ({ endpointHost, status, answer: said }) => `${endpointHost}: ${status ?? '-'} ${said}`,
    );
    const said = answer.join('; ').slice(0, 500) || null;
    return this.unitOfWork.run(async (tx) => {
      switch (state) {
        case 'sent':
          return this.due.move(tx, due.deliveries, { state: 'sent', reason: 'push_service', answer: said }, true);
        case 'none':
          return this.due.move(tx, due.deliveries, { state: 'skipped', reason: 'no_subscription' });
        case 'gone':
          return this.due.move(
            tx,
            due.deliveries,
            { state: 'skipped', reason: 'subscriptions_gone', answer: said },
            true,
          );
        case 'failed':
          return this.due.move(tx, due.deliveries, { state: 'failed', reason: 'push_service', answer: said }, true);
        case 'retry':
          return this.due.retry(tx, due, 'push_service', said, retryAfterMs);
      }
    });
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
