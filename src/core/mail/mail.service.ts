import { Injectable } from '@nestjs/common';
import { newId } from '../ids.js';
import type { Transaction } from '../outbox/unit-of-work.js';
import { InjectTypedQueue } from '../queue/queue.module.js';
import { TypedQueue } from '../queue/typed-queue.js';
import { mailQueue, sendJobs } from './mail.queue.js';
import { MailsRepository } from './mails.repository.js';
import type { MailTemplate, OutgoingMail } from './outgoing-mail.js';

/** Sends mail: at least once and after the commit. The worker does it; nobody waits for it. */
@Injectable()
export class MailService {
  constructor(
    private readonly mails: MailsRepository,
    @InjectTypedQueue(mailQueue) private readonly queue: TypedQueue<typeof mailQueue>,
  ) {}

  /** Stores the mail with the transaction and answers its id. */
  async enqueue<T extends MailTemplate>(tx: Transaction, mail: OutgoingMail<T>): Promise<string> {
    const [id = ''] = await this.enqueueAll(tx, [mail]);
    return id;
  }

  /** In one statement, and one round trip to Redis. Throws where data is not what its template takes. */
  async enqueueAll<T extends MailTemplate>(tx: Transaction, mails: OutgoingMail<T>[]): Promise<string[]> {
    if (mails.length === 0) return [];
    const rows = mails.map(({ purpose, reference = null, to, locale, template, data, unsubscribeUrl = null }) => ({
      id: newId(),
      purpose,
      reference,
      toAddress: to.address,
      toName: to.name,
      locale,
      template: template.name,
      data: template.schema.parse(data),
      unsubscribeUrl,
    }));
    await this.mails.insert(tx.manager, rows);
    const jobs = sendJobs(rows.map(({ id, unsubscribeUrl }) => ({ id, unasked: unsubscribeUrl !== null })));
    tx.afterCommit(() => void this.queue.addAll(jobs));
    return rows.map(({ id }) => id);
  }

  /** For mails whose reason went away. Answers the references of those that were still to be sent, and now are not. */
  cancelByReference(tx: Transaction, references: string[]): Promise<string[]> {
    return this.mails.cancel(tx.manager, references);
  }
}
