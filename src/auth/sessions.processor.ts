import { InjectQueue, Processor } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { type JobHandlers, QueueProcessor, workerOptions } from '../core/queue/queue.processor.js';
import { AccountTokensRepository } from './account-tokens.repository.js';
import { sessionsQueue } from './sessions.queue.js';
import { SessionsRepository } from './sessions.repository.js';

const DAILY_AT_THREE = '0 3 * * *';
/** Kept this long after their end, for whoever looks into who was signed in when. */
const KEEP_ENDED_DAYS = 30;

/** Keeps the tables of sessions and of mailed tokens from growing for ever. */
@Processor(sessionsQueue.name, workerOptions)
export class SessionsProcessor extends QueueProcessor<typeof sessionsQueue> implements OnApplicationBootstrap {
  protected readonly queue = sessionsQueue;
  protected readonly handlers: JobHandlers<typeof sessionsQueue> = {
    cleanup: async ({ endedDaysAgo }) => ({
      removed: await this.sessions.deleteEnded(endedDaysAgo),
      removedTokens: await this.accountTokens.deleteSpent(),
    }),
  };
  private readonly logger = new Logger(SessionsProcessor.name);

  constructor(
    private readonly sessions: SessionsRepository,
    private readonly accountTokens: AccountTokensRepository,
    @InjectQueue(sessionsQueue.name) private readonly jobs: Queue,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    // Redis may be away now; BullMQ's connection carries it out once it is back.
    this.jobs
      .upsertJobScheduler(
        'sessions-cleanup',
        { pattern: DAILY_AT_THREE },
        { name: 'cleanup', data: { endedDaysAgo: KEEP_ENDED_DAYS } },
      )
      .catch((error: unknown) => this.logger.warn({ err: error }, 'the clean-up of sessions is not scheduled'));
  }
}
