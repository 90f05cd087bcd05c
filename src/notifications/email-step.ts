import { Injectable } from '@nestjs/common';
import { AppConfig } from '../core/config/app-config.js';
import { newId } from '../core/ids.js';
import type { MailOutcome } from '../core/mail/mail-outcomes.js';
import { MailService } from '../core/mail/mail.service.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import { DeliveriesRepository, type NextState } from './deliveries.repository.js';
import type { DeliveryEntity } from './delivery.entity.js';
import { messagesOf } from './message-key.js';
import { type Due, DueDeliveries } from './due-deliveries.js';
import { digestMail, notificationMail } from './notification-mails.js';
import { UnsubscribeService } from './unsubscribe.service.js';

export const MAIL_PURPOSE = 'notification';

/** Tells somebody by e-mail of all that is due, in one mail: handed over in the commit that notes it, sent by its queue. */
@Injectable()
export class EmailStep {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueDeliveries,
    private readonly deliveries: DeliveriesRepository,
    private readonly mails: MailService,
    private readonly unsubscribe: UnsubscribeService,
    private readonly config: AppConfig,
  ) {}

  async run(claimed: DeliveryEntity[]): Promise<void> {
    const judged = await this.due.judge(claimed);
    return this.unitOfWork.run(async (tx) => {
      const due = await this.due.take(tx, judged);
      if (!due) return;
      const { addressee, deliveries } = due;
      if (!addressee.user.emailVerified) {
        return this.due.move(tx, deliveries, { state: 'skipped', reason: 'address_not_verified' });
      }
      const mailReference = newId();
      await this.due.move(tx, deliveries, { state: 'sending', reason: 'handed_over', mailReference });
      await this.handOver(tx, due, mailReference);
    });
  }

  /** What became of an attempt to send: noted with the mail's own state. */
  async settled(tx: Transaction, { reference, state, answer, attempts }: MailOutcome): Promise<void> {
    if (reference === null) return;
    await this.deliveries.moveMail(tx, reference, { ...nextOf[state], answer, attempts });
  }

  /** The messages that the mail tells of. */
  async causes(reference: string): Promise<string[]> {
    return messagesOf(await this.deliveries.eventKeysOfMail(reference));
  }

  private async handOver(tx: Transaction, { addressee, lines }: Due, reference: string): Promise<void> {
    const { id, email, displayName, locale } = addressee.user;
    const items = lines.map(({ notification: { title, body, path } }) => ({ title, body, path }));
    const token = this.unsubscribe.tokenFor(id, [...new Set(lines.map(({ row }) => row.kind))]);
    const common = {
      purpose: MAIL_PURPOSE,
      reference,
      to: { address: email, name: displayName },
      locale,
      unsubscribeUrl: new URL(`/api/v1/notifications/unsubscribe?token=${token}`, this.config.mail.publicUrl).href,
    };
    const [only] = items;
    if (items.length === 1 && only) await this.mails.enqueue(tx, { ...common, template: notificationMail, data: only });
    else await this.mails.enqueue(tx, { ...common, template: digestMail, data: { count: items.length, items } });
  }
}

const nextOf: Record<MailOutcome['state'], NextState> = {
  queued: { state: 'sending', reason: 'mail_server_deferred' },
  sent: { state: 'sent', reason: 'mail_server' },
  failed: { state: 'failed', reason: 'mail_server' },
  suppressed: { state: 'skipped', reason: 'address_suppressed' },
};
