import { Injectable } from '@nestjs/common';
import { postingRefusals } from '../channels/channel-policy.js';
import { ChannelsService } from '../channels/channels.service.js';
import type { PageQuery } from '../contract/page.js';
import type { Poll, PollState, PollVotePage, Vote } from '../contract/polls.js';
import { idCursor } from '../core/errors/cursor.js';
import { conflict, forbidden, invalid, notFound } from '../core/errors/domain-error.js';
import type { Principal } from '../core/security/principal.js';
import { MessageChanges } from './message-changes.service.js';
import type { MessageEntity } from './message.entity.js';
import { MessagesRepository } from './messages.repository.js';
import { withVotes } from './poll-count.js';
import { PollRefreshes } from './poll-refreshes.js';
import { PollsRepository } from './polls.repository.js';

type AskingMessage = MessageEntity & { poll: Poll };

/** Votes, each a row of its own: the log hears of many together. */
@Injectable()
export class PollsService {
  constructor(
    private readonly channels: ChannelsService,
    private readonly messages: MessagesRepository,
    private readonly changes: MessageChanges,
    private readonly polls: PollsRepository,
    private readonly refreshes: PollRefreshes,
  ) {}

  /** Resolves once the vote is durable, with everything that is committed by then. */
  async vote(principal: Principal, { messageId, optionIds }: Vote): Promise<PollState> {
    const { message } = await this.changes.find(principal, messageId);
    if (message.deletedAt) throw conflict('The message is deleted');
    requirePoll(message);
    const chosen = requireChoice(message.poll, optionIds);
    const outcome = await this.polls.vote(message, principal.userId, chosen);
    // Of what they were removed from in the meantime they are told as anybody who asks now.
    if (outcome === 'stranger') return this.vote(principal, { messageId, optionIds });
    if (outcome === 'closed') throw conflict('The poll is closed');
    if (typeof outcome === 'object') throw postingRefusals.silenced(outcome.silencedUntil);
    if (outcome === 'voted') this.refreshes.voted(messageId);
    return this.stateOf(message, chosen);
  }

  async state(principal: Principal, messageId: string): Promise<PollState> {
    const message = await this.requireReadable(principal, messageId);
    return this.stateOf(message, await this.polls.findChoice(message, principal.userId));
  }

  /** In order of user id. Of an anonymous poll nobody learns it, whatever they are. */
  async votes(principal: Principal, messageId: string, { cursor, limit }: PageQuery): Promise<PollVotePage> {
    const after = idCursor(cursor);
    const message = await this.requireReadable(principal, messageId);
    if (message.poll.anonymous) throw forbidden('The poll is anonymous');
    const rows = await this.polls.findPage(message, after, limit);
    return {
      items: rows.map(({ userId, optionIds, votedAt }) => ({ userId, optionIds, votedAt: votedAt.toISOString() })),
      nextCursor: rows.length === limit ? (rows.at(-1)?.userId ?? null) : null,
    };
  }

  private async requireReadable(principal: Principal, messageId: string): Promise<AskingMessage> {
    const message = await this.messages.findById(messageId);
    if (!message || !(await this.channels.findVisible(principal, message.channelId))) throw notFound('Message');
    requirePoll(message);
    return message;
  }

  private async stateOf({ id, channelId, seq }: AskingMessage, myOptionIds: string[]): Promise<PollState> {
    const found = await this.polls.findUncounted({ channelId, seq });
    if (!found) throw notFound('Poll');
    return { messageId: id, channelId, poll: withVotes(found.poll, found.fresh).poll, myOptionIds };
  }
}

function requirePoll(message: MessageEntity): asserts message is AskingMessage {
  if (!message.poll) throw notFound('Poll');
}

/** The chosen options in the poll's own order: equal choices are equal rows. */
function requireChoice({ options, multiple }: Poll, optionIds: string[]): string[] {
  const known = new Set(options.map(({ id }) => id));
  const strange = optionIds.flatMap((id, index) =>
    known.has(id) ? [] : [{ path: `optionIds.${index}`, message: 'is no option of this poll' }],
  );
  if (strange.length > 0) throw invalid(strange);
  if (!multiple && optionIds.length > 1) throw invalid([{ path: 'optionIds', message: 'must be one option at most' }]);
  return options.flatMap(({ id }) => (optionIds.includes(id) ? [id] : []));
}
