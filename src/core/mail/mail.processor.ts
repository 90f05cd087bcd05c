import { InjectQueue, Processor } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { type JobHandlers, QueueProcessor, workerOptions } from '../queue/queue.processor.js';
import { MAIL_CONCURRENCY, mailQueue } from './mail.queue.js';
import { MailSender } from './mail.sender.js';
import { MailsRepository } from './mails.repository.js';

const DAILY_AT_HALF_PAST_THREE = '30 3 * * *';
/** Kept this long, for whoever asks what became of a mail. */
const KEEP_SETTLED_DAYS = 30;

@Processor(mailQueue.name, { ...workerOptions, concurrency: MAIL_CONCURRENCY })
export class MailProcessor extends QueueProcessor<typeof mailQueue> implements OnApplicationBootstrap {
  protected readonly queue = mailQueue;
  protected readonly handlers: JobHandlers<typeof mailQueue> = {
    send: ({ mailId }) => this.sender.send(mailId),
    cleanup: async ({ settledDaysAgo }) => ({ removed: await this.mails.deleteSettled(settledDaysAgo) }),
  };
  private readonly logger = new Logger(MailProcessor.name);

  constructor(
    private readonly sender: MailSender,
    private readonly mails: MailsRepository,
    @InjectQueue(mailQueue.name) private readonly jobs: Queue,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    // Redis may be away now; BullMQ's connection carries it out once it is back.
    this.jobs
      .upsertJobScheduler(
        'mail-cleanup',
        { pattern: DAILY_AT_HALF_PAST_THREE },
        { name: 'cleanup', data: { settledDaysAgo: KEEP_SETTLED_DAYS } },
      )
      .catch((error: unknown) => this.logger.warn({ err: error }, 'the clean-up of mails is not scheduled'));
  }
}
