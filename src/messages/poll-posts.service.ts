import { Injectable } from '@nestjs/common';
import type { SentMessage } from '../contract/messages.js';
import { MAX_POLL_DAYS, type NewPoll } from '../contract/polls.js';
import { invalid } from '../core/errors/domain-error.js';
import { newId } from '../core/ids.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { Actor } from '../core/security/principal.js';
import { MessageInsertion, type UserDraft } from './message-insertion.js';
import { MessageMetrics, type SendDoor } from './message.metrics.js';
import { emptyPoll } from './poll-count.js';
import { PollsRepository } from './polls.repository.js';

const DAY_MS = 86_400_000;

/** Messages that ask something: the message and its poll commit together. */
@Injectable()
export class PollPosts {
  constructor(
    private readonly insertion: MessageInsertion,
    private readonly polls: PollsRepository,
    private readonly metrics: MessageMetrics,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Resolves after the commit. A retry answers the first message, though the poll's time may be over by then. */
  async post(
    principal: Actor,
    { poll, door, ...draft }: Omit<UserDraft, 'poll'> & { poll: NewPoll; door: SendDoor },
  ): Promise<SentMessage> {
    const posted = await this.unitOfWork.run(async (tx) => {
      const sent = await this.insertion.post(tx, principal, { ...draft, poll: emptyPoll(poll, newId) });
      if (sent.duplicate) return sent;
      await this.polls.insert(tx.manager, sent.message, requireTime(poll.closesAt));
      return sent;
    });
    if (!posted.duplicate) this.metrics.accepted[door].add();
    return posted;
  }
}

function requireTime(closesAt: string | null): Date | null {
  if (closesAt === null) return null;
  const [at, now] = [new Date(closesAt), Date.now()];
  if (at.getTime() <= now) throw invalid([{ path: 'poll.closesAt', message: 'must be in the future' }]);
  if (at.getTime() <= now + MAX_POLL_DAYS * DAY_MS) return at;
  throw invalid([{ path: 'poll.closesAt', message: `must be within ${MAX_POLL_DAYS} days` }]);
}
