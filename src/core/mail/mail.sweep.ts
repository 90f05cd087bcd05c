import { Injectable } from '@nestjs/common';
import { InjectTypedQueue } from '../queue/queue.module.js';
import { Sweep } from '../queue/sweep.js';
import { TypedQueue } from '../queue/typed-queue.js';
import { mailQueue, sendJobs } from './mail.queue.js';
import { MailSettler } from './mail.settler.js';
import { MailsRepository } from './mails.repository.js';

const INTERVAL_MS = 2000;
/** A job that is there already is not added again: what stands in front of a long queue is looked at in vain, and no more. */
const DUE_BATCH = 1000;
const LOST_BATCH = 100;

/** Makes jobs of rows: second attempts, and whatever an emptied Redis or a killed process left. Several may run. */
@Injectable()
export class MailSweep extends Sweep {
  constructor(
    private readonly mails: MailsRepository,
    private readonly settler: MailSettler,
    @InjectTypedQueue(mailQueue) private readonly queue: TypedQueue<typeof mailQueue>,
  ) {
    super(INTERVAL_MS);
  }

  protected async sweep(): Promise<void> {
    for (const { id } of await this.mails.findLost(LOST_BATCH)) await this.settleLost(id);
    await this.queue.addAll(sendJobs(await this.mails.findDue(DUE_BATCH)));
  }

  /** One that cannot be settled does not keep the others. */
  private async settleLost(id: string): Promise<void> {
    try {
      await this.settler.settleLost(id);
    } catch (error) {
      this.logger.warn({ err: error, mailId: id }, 'a mail that was left half sent stays so');
    }
  }
}
