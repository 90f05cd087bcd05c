import { Injectable } from '@nestjs/common';
import { requireMayReact } from '../channels/channel-policy.js';
import type { ChangedMessage } from '../contract/messages.js';
import type { React, Reaction } from '../contract/reactions.js';
import { conflict } from '../core/errors/domain-error.js';
import type { Principal } from '../core/security/principal.js';
import { type MessageChange, MessageChanges } from './message-changes.service.js';
import { MAX_NAMED, withoutReaction, withReaction } from './reaction-list.js';
import { ReactionsRepository } from './reactions.repository.js';

const MAX_EMOJI = 50;

/** Reactions of members. To do again what is done already changes nothing. */
@Injectable()
export class ReactionsService {
  constructor(
    private readonly changes: MessageChanges,
    private readonly reactions: ReactionsRepository,
  ) {}

  add(principal: Principal, { messageId, emoji }: React): Promise<ChangedMessage> {
    const { userId } = principal;
    return this.changes.make(principal, messageId, {
      may: ({ member }) => requireMayReact(member),
      work: async (tx, { message, rev }) => {
        const { channelId, seq } = message;
        const reactions = message.reactions ?? [];
        if (reactions.length >= MAX_EMOJI && !reactions.some((reaction) => reaction.emoji === emoji)) {
          throw conflict(`A message has at most ${MAX_EMOJI} different emoji`);
        }
        const added = await this.reactions.add(tx.manager, { channelId, seq, emoji, userId, rev });
        return added ? reacted(withReaction(reactions, emoji, userId)) : null;
      },
    });
  }

  remove(principal: Principal, { messageId, emoji }: React): Promise<ChangedMessage> {
    const { userId } = principal;
    return this.changes.make(principal, messageId, {
      work: async (tx, { message }) => {
        const { channelId, seq } = message;
        if (!(await this.reactions.remove(tx.manager, { channelId, seq, emoji, userId }))) return null;
        const first = await this.reactions.first(tx.manager, { channelId, seq, emoji }, MAX_NAMED);
        return reacted(withoutReaction(message.reactions ?? [], emoji, first));
      },
    });
  }
}

const reacted = (reactions: Reaction[]): MessageChange => ({
  changeKind: 'reacted',
  reactions: reactions.length > 0 ? reactions : null,
});
