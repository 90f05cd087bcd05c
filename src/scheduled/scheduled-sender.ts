import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { ScheduledFailure } from '../contract/scheduled.js';
import { toDomainError } from '../core/errors/error-body.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import { InjectTypedQueue } from '../core/queue/queue.module.js';
import type { TypedQueue } from '../core/queue/typed-queue.js';
import { MessageReader } from '../messages/message-reader.service.js';
import { MessagesService } from '../messages/messages.service.js';
import { UsersService } from '../users/users.service.js';
import type { ScheduledMessageEntity } from './scheduled-message.entity.js';
import { ScheduledMessagesRepository, type Taken } from './scheduled-messages.repository.js';
import { scheduledQueue, sendJob } from './scheduled.queue.js';
import { scheduledChanged, scheduledFailed } from './scheduled.topics.js';

/** Longer than a send takes, which is 3 s at the most: a worker that has one in hand for longer is gone. */
export const LEASE_SECONDS = 5;
const MAX_ATTEMPTS = 5;
const RETRY_MS = 5000;

type Outcome = { sent: true } | { again: Date } | { failure: ScheduledFailure };

const given = (code: ScheduledFailure['code'], message: string): Outcome => ({ failure: { code, message } });

/**
 * Sends what is due, one of a channel at a time. A worker that dies meanwhile leaves the row as `sending`: whoever takes it
 * over sends it again under the same `clientId`, which doubles nothing, and until then nobody may change it.
 */
@Injectable()
export class ScheduledSender {
  constructor(
    private readonly rows: ScheduledMessagesRepository,
    private readonly messages: MessagesService,
    private readonly reader: MessageReader,
    private readonly users: UsersService,
    private readonly unitOfWork: UnitOfWork,
    @InjectTypedQueue(scheduledQueue) private readonly queue: TypedQueue<typeof scheduledQueue>,
  ) {}

  /** All that is due in the channel, in the order of the times that were chosen. */
  async run(channelId: string): Promise<void> {
    for (;;) {
      const taken = await this.rows.take(channelId, LEASE_SECONDS);
      if (!taken) return;
      // Never before its time.
      if (taken.earlyMs > 0) await sleep(taken.earlyMs);
      await this.settle(taken.row, await this.send(taken));
    }
  }

  /** Rejects where nobody knows whether it was sent: then it stays in hand, and is tried again. */
  private async send({ row, again }: Taken): Promise<Outcome> {
    const { authorId, channelId, clientId, body, attempts } = row;
    // First: whatever stands against sending it now, it may have been sent before.
    if (again && (await this.reader.wasSent(row))) return { sent: true };
    if (attempts > MAX_ATTEMPTS) return given('internal', 'Something went wrong on the server');
    const author = await this.users.findActor(authorId);
    if (!author) return given('forbidden', 'The account is disabled');
    try {
      await this.messages.send(author, { channelId, clientId, body }, 'schedule');
      return { sent: true };
    } catch (error) {
      const { code, message, more } = toDomainError(error);
      if (code === 'rate_limited') return { again: new Date(Date.now() + (more.retryAfterMs ?? RETRY_MS)) };
      if (code === 'unavailable') await this.rows.forgiveAttempt(row);
      if (code === 'unavailable' || code === 'internal') throw error;
      return given(code, message);
    }
  }

  private async settle(row: ScheduledMessageEntity, outcome: Outcome): Promise<void> {
    const { id, authorId: userId, channelId, body } = row;
    await this.unitOfWork.run(async (tx) => {
      // Whoever took it over says what becomes of it.
      if (!(await this.rows.hold(tx.manager, row))) return;
      if ('sent' in outcome) {
        await this.rows.delete(tx.manager, id);
      } else if ('again' in outcome) {
        // First those behind it: a worker that has one of them in hand waits for no change of this row, and soon lets go.
        await this.rows.postponeDue(tx.manager, row, outcome.again);
        await this.rows.change(tx.manager, id, { state: 'waiting', dueAt: outcome.again, attempts: 0 });
        tx.afterCommit(() => this.queue.addAll([sendJob(channelId, outcome.again)]));
      } else {
        const { failure } = outcome;
        const { rev } = await this.rows.change(tx.manager, id, { state: 'failed', failure });
        tx.record(scheduledFailed, { id, rev, userId, channelId, body, code: failure.code });
      }
      tx.publish(scheduledChanged, { id, userId });
    });
  }
}
