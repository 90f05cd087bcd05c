import { InjectQueue, Processor } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { type JobHandlers, QueueProcessor, workerOptions } from '../core/queue/queue.processor.js';
import { PushSubscriptionsService } from './push-subscriptions.service.js';
import { pushQueue } from './push.queue.js';

const DAILY_AT_HALF_PAST_THREE = '30 3 * * *';

/** Removes what is sent to no more: nothing waits for it. */
@Processor(pushQueue.name, workerOptions)
export class PushProcessor extends QueueProcessor<typeof pushQueue> implements OnApplicationBootstrap {
  protected readonly queue = pushQueue;
  protected readonly handlers: JobHandlers<typeof pushQueue> = {
    cleanup: async () => ({ removed: await this.subscriptions.removeEnded() }),
  };
  private readonly logger = new Logger(PushProcessor.name);

  constructor(
    private readonly subscriptions: PushSubscriptionsService,
    @InjectQueue(pushQueue.name) private readonly jobs: Queue,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    // Redis may be away now; BullMQ's connection carries it out once it is back.
    this.jobs
      .upsertJobScheduler('push-cleanup', { pattern: DAILY_AT_HALF_PAST_THREE }, { name: 'cleanup', data: {} })
      .catch((error: unknown) => this.logger.warn({ err: error }, 'the clean-up of subscriptions is not scheduled'));
  }
}
