import { Injectable } from '@nestjs/common';
import { requireMayPost, requireNotArchived, requireTurn } from '../channels/channel-policy.js';
import { ChannelsService } from '../channels/channels.service.js';
import type { Message } from '../contract/messages.js';
import { forbidden, notFound } from '../core/errors/domain-error.js';
import { tracing } from '../core/observability/tracing.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import type { Actor } from '../core/security/principal.js';
import { publishChanges } from './log-publication.js';
import { toMessage } from './message.mapper.js';
import { MessagesRepository, type NewMessage } from './messages.repository.js';

/** A message before it has its id and its place. */
export type DraftMessage = Omit<NewMessage, 'id' | 'seq' | 'rev'>;
export type UserDraft = Omit<DraftMessage, 'authorId' | 'kind' | 'system'>;

/**
 * Appends messages that must commit together with something else. What needs nothing of the kind goes by group commit,
 * which writes many at once: `messages.writer.ts`.
 */
@Injectable()
export class MessageInsertion {
  constructor(
    private readonly channels: ChannelsService,
    private readonly messages: MessagesRepository,
  ) {}

  /** As `post_messages` judges: a retry under the same `clientId` finds the first message. */
  async post(tx: Transaction, principal: Actor, draft: UserDraft): Promise<{ message: Message; duplicate: boolean }> {
    const { channelId, clientId } = draft;
    const visible = await this.channels.lockVisible(tx, principal, channelId);
    if (!visible) throw notFound('Channel');
    const { channel, member } = visible;
    if (!member) throw forbidden('You are not a member of this channel');
    const authorId = principal.userId;
    const first = await this.messages.findSent({ channelId, authorId, clientId }, tx.manager);
    if (first) return { message: toMessage(first), duplicate: true };
    requireNotArchived(channel);
    requireMayPost(channel, member);
    requireTurn(channel, member);
    return { message: await this.append(tx, { ...draft, authorId, kind: 'user', system: null }), duplicate: false };
  }

  /** Whoever asks for it has judged that it may be. The channel's log is held until the transaction ends. */
  async append(tx: Transaction, draft: DraftMessage): Promise<Message> {
    const heads = await this.channels.nextPlace(tx, draft.channelId, draft.authorId, draft.kind === 'user');
    const { seq, rev } = heads;
    const row = await this.messages.insert(tx.manager, { ...draft, id: tracing.claimId(), seq, rev });
    const [message] = publishChanges(tx, heads, [{ row }]);
    return message ?? toMessage(row);
  }
}
