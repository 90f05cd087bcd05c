import { Injectable } from '@nestjs/common';
import type { SentMessage } from '../contract/messages.js';
import { conflict } from '../core/errors/domain-error.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { Actor } from '../core/security/principal.js';
import { MessageInsertion } from './message-insertion.js';
import { MessageMetrics } from './message.metrics.js';
import type { Draft, Written } from './message-batch.js';

/** The reply was there before, and its copy would have been new: nothing is written. */
class SentBefore extends Error {
  constructor(readonly reply: SentMessage) {
    super('the reply was sent before');
  }
}

/** Writes a reply and the same as a message of the channel: both or neither. */
@Injectable()
export class MessagePairs {
  constructor(
    private readonly insertion: MessageInsertion,
    private readonly metrics: MessageMetrics,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Answers with the reply. A retry answers the first one and writes nothing. */
  async post(principal: Actor, draft: Draft, threadId: string): Promise<Written> {
    const { message, duplicate } = await this.written(principal, draft, threadId);
    if (!duplicate) for (let i = 0; i < 2; i++) this.metrics.accepted[draft.door].add();
    return { verdict: duplicate ? 'duplicate' : 'created', sent: { message, json: JSON.stringify(message) } };
  }

  private async written(
    principal: Actor,
    { channelId, clientId, body, html, mentions }: Draft,
    threadId: string,
  ): Promise<SentMessage> {
    const content = { clientId, body, html, mentions, poll: null };
    try {
      return await this.unitOfWork.run(async (tx) => {
        // The channel before its thread, as sends lock them.
        const copy = await this.insertion.post(tx, principal, { ...content, channelId });
        const reply = await this.insertion.post(tx, principal, { ...content, channelId: threadId });
        if (reply.duplicate && !copy.duplicate) throw new SentBefore(reply);
        if (copy.duplicate && !reply.duplicate) throw conflict('clientId: is that of another message of the channel');
        return reply;
      });
    } catch (error) {
      if (error instanceof SentBefore) return error.reply;
      throw error;
    }
  }
}
