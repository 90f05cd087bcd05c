import { Injectable } from '@nestjs/common';
import { isModerator } from '../channels/channel-policy.js';
import type { ChangedMessage } from '../contract/messages.js';
import type { ClosePoll, Poll } from '../contract/polls.js';
import { forbidden, notFound } from '../core/errors/domain-error.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import { type HeldMessage, type MessageChange, MessageChanges } from './message-changes.service.js';
import { withNames, withVotes } from './poll-count.js';
import { PollsRepository } from './polls.repository.js';
import { MAX_NAMED } from './reaction-list.js';

/** So often at most the votes of one poll become a change of the log, over all instances. */
export const COUNT_EVERY_MS = 500;
/** Votes that one statement counts. */
const BATCH = 1000;

/** Votes become changes of the log here, many in one. What is counted is taken from the rows of the votes, once each. */
@Injectable()
export class PollCounts {
  constructor(
    private readonly changes: MessageChanges,
    private readonly polls: PollsRepository,
  ) {}

  /** Counts what came since it was last done. True where there is, or may be, more to count later. */
  async refresh(messageId: string): Promise<boolean> {
    let more = false;
    await this.changes.makeUnasked(messageId, async (tx, held) => {
      const { poll } = held.message;
      if (!poll) return null;
      const fresh = await this.polls.holdFresh(tx.manager, held.message, BATCH);
      if (fresh.length === 0) return null;
      more = !(await this.polls.claimCount(tx.manager, held.message, COUNT_EVERY_MS));
      if (more) return null;
      more = fresh.length === BATCH;
      return voted(await this.count(tx, held, poll, fresh));
    });
    return more;
  }

  /** For its author and the moderators; a poll that is closed stays as it is. */
  close(principal: Principal, { messageId }: ClosePoll): Promise<ChangedMessage> {
    return this.changes.make(principal, messageId, {
      may: ({ message: { authorId, poll, deletedAt }, member }) => {
        if (!poll && !deletedAt) throw notFound('Poll');
        if (authorId !== principal.userId && !isModerator(member)) {
          throw forbidden('Only its author and the moderators of the channel may close a poll');
        }
      },
      work: (tx, held) => this.closing(tx, held),
    });
  }

  /** The server's own doing, when the poll's time is over. */
  closeDue(messageId: string): Promise<void> {
    return this.changes.makeUnasked(messageId, (tx, held) => this.closing(tx, held));
  }

  /** With every vote that was acknowledged. */
  private async closing(tx: Transaction, held: HeldMessage): Promise<MessageChange | null> {
    let { poll } = held.message;
    if (!poll || poll.closedAt !== null) return null;
    const closedAt = (await this.polls.close(tx.manager, held.message)).toISOString();
    for (let more = true; more;) {
      const fresh = await this.polls.holdFresh(tx.manager, held.message, BATCH);
      poll = await this.count(tx, held, poll, fresh);
      more = fresh.length === BATCH;
    }
    return voted({ ...poll, closedAt });
  }

  private async count(
    { manager }: Transaction,
    { message: { channelId, seq }, rev }: HeldMessage,
    before: Poll,
    fresh: Parameters<typeof withVotes>[1],
  ): Promise<Poll> {
    if (fresh.length === 0) return before;
    await this.polls.markCounted(manager, { channelId, seq, rev }, fresh);
    const { poll, short } = withVotes(before, fresh);
    if (short.length === 0) return poll;
    return withNames(poll, await this.polls.firstOf(manager, { channelId, seq }, short, MAX_NAMED));
  }
}

const voted = (poll: Poll): MessageChange => ({ changeKind: 'voted', poll });
