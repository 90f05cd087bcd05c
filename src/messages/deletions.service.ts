import { Injectable } from '@nestjs/common';
import { isModerator } from '../channels/channel-policy.js';
import { ChannelsService, governing } from '../channels/channels.service.js';
import { ModerationLog } from '../channels/moderation-log.service.js';
import { ThreadChannels } from '../channels/thread-channels.service.js';
import type { ChangedMessage, DeleteMessage } from '../contract/messages.js';
import type { Removal } from '../contract/moderation.js';
import { forbidden, notFound } from '../core/errors/domain-error.js';
import type { Transaction } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import { type FoundMessage, type HeldMessage, MessageChanges } from './message-changes.service.js';
import type { MessageEntity } from './message.entity.js';
import { messageRemoved } from './message.topics.js';
import { MessagesRepository } from './messages.repository.js';
import { RemovalsRepository } from './removals.repository.js';

/** What a tombstone has of its message. */
const NOTHING = { body: '', html: '', mentions: null, reactions: null, poll: null, system: null, pinnedAt: null };

/** What the server tells of somebody's acts is not theirs. */
const isOwn = ({ kind, authorId }: MessageEntity, userId: string) => kind === 'user' && authorId === userId;

@Injectable()
export class DeletionsService {
  constructor(
    private readonly changes: MessageChanges,
    private readonly channels: ChannelsService,
    private readonly threads: ThreadChannels,
    private readonly messages: MessagesRepository,
    private readonly removals: RemovalsRepository,
    private readonly log: ModerationLog,
  ) {}

  /**
   * Leaves a tombstone: the message keeps its place and loses its content. Where a moderator does so, the author is told
   * why.
   */
  delete(principal: Principal, { messageId, reason = '' }: DeleteMessage): Promise<ChangedMessage> {
    const { userId } = principal;
    return this.changes.make(principal, messageId, {
      may: ({ message, member }) => {
        if (!isOwn(message, userId) && !isModerator(member)) {
          throw forbidden('Only its author and the moderators of the channel may delete a message');
        }
      },
      work: async (tx, held) => {
        const deletedAt = new Date();
        if (!isOwn(held.message, userId)) await this.remove(tx, principal, held, reason, deletedAt);
        await this.threads.close(tx, [held.message.id]);
        return { changeKind: 'deleted', ...NOTHING, deletedAt };
      },
    });
  }

  /** As `delete`, of a message that may be deleted already: then nothing happens. */
  async deleteOnce(principal: Principal, deletion: DeleteMessage): Promise<void> {
    const message = await this.messages.findById(deletion.messageId);
    if (message && !message.deletedAt) await this.delete(principal, deletion);
  }

  /** Why a moderator deleted the message, for its author and the moderators. */
  async removal(principal: Principal, messageId: string): Promise<Removal> {
    const message = await this.messages.findById(messageId);
    const visible = message && (await this.channels.findVisible(principal, message.channelId));
    if (!message || !visible) throw notFound('Message');
    const { member } = governing(visible);
    const mayKnow = isOwn(message, principal.userId) || (member && isModerator(member));
    if (!mayKnow)
      throw forbidden('Only its author and the moderators of the channel may know why a message was deleted');
    const removal = await this.removals.find(message.channelId, message.seq);
    if (!removal) throw notFound('Removal');
    const { removedBy, reason, removedAt } = removal;
    return { messageId, removedBy, reason, removedAt: removedAt.toISOString() };
  }

  private async remove(
    tx: Transaction,
    principal: Principal,
    { channel, message }: HeldMessage & Pick<FoundMessage, 'channel'>,
    reason: string,
    removedAt: Date,
  ): Promise<void> {
    const { channelId, seq, id: messageId, authorId, kind } = message;
    await this.removals.add(tx.manager, { channelId, seq, removedBy: principal.userId, reason, removedAt });
    await this.log.record(tx, principal, channel, 'messages.delete', { messageId, authorId }, reason);
    if (kind === 'user')
      tx.record(messageRemoved, { channelId, messageId, authorId, actorId: principal.userId, reason });
  }
}
