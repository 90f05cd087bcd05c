import { Injectable } from '@nestjs/common';
import { postingRefusals, requireMayPost } from '../channels/channel-policy.js';
import type {
  ChangedMessage,
  EditBody,
  EditMessage,
  MessageLimits,
  MessagePreview,
  SendMessage,
  SentMessage,
} from '../contract/messages.js';
import { conflict, forbidden, invalid, notFound } from '../core/errors/domain-error.js';
import { tracing } from '../core/observability/tracing.js';
import type { Actor, Principal } from '../core/security/principal.js';
import { MessageChanges } from './message-changes.service.js';
import { MessageEditsRepository } from './message-edits.repository.js';
import type { SendDoor } from './message.metrics.js';
import { MessageText } from './message-text.js';
import { PollPosts } from './poll-posts.service.js';
import { MessageSending } from './message-sending.service.js';
import type { Written } from './message-batch.js';
import { SendRate } from './send-rate.js';

/** A sent message with the JSON that went to the channel, which an ack can carry as it is. */
export interface Sent extends SentMessage {
  messageJson: string;
}

@Injectable()
export class MessagesService {
  constructor(
    private readonly sending: MessageSending,
    private readonly changes: MessageChanges,
    private readonly edits: MessageEditsRepository,
    private readonly text: MessageText,
    private readonly rate: SendRate,
    private readonly polls: PollPosts,
  ) {}

  /** Throws `validation_failed` where the body is one that `send` would not take. */
  requireBody(body: string): void {
    this.text.requireLength(body);
  }

  get limits(): MessageLimits {
    return this.text.limits;
  }

  /** What `send` would make of the body, down to whom it mentions. */
  async preview(author: Actor, { body }: EditBody): Promise<MessagePreview> {
    this.text.requireLength(body);
    const { html } = await this.text.read(author, body);
    return { html };
  }

  /** Resolves once the message is durable. A retry with the same `clientId` answers the first message. */
  async send(principal: Actor, input: SendMessage, door: SendDoor): Promise<Sent> {
    const { channelId, clientId, body, poll, threadId, alsoToChannel = false } = input;
    this.text.requireLength(body);
    if (alsoToChannel && threadId === undefined) {
      throw invalid([{ path: 'alsoToChannel', message: 'is for replies alone' }]);
    }
    if (poll && threadId !== undefined)
      throw invalid([{ path: 'poll', message: 'is for messages of a channel alone' }]);
    await this.rate.count(principal.userId);
    const content = await this.text.read(principal, body);
    if (poll) return withJson(await this.polls.post(principal, { channelId, clientId, ...content, poll, door }));
    const draft = { id: tracing.claimId(), channelId, authorId: principal.userId, clientId, door, ...content };
    return this.toSent(
      principal,
      await this.sending.write(principal, draft, threadId, alsoToChannel),
      threadId !== undefined,
    );
  }

  async edit(principal: Principal, { messageId, body }: EditMessage): Promise<ChangedMessage> {
    this.text.requireLength(body);
    const content = await this.text.read(principal, body);
    return this.changes.make(principal, messageId, {
      may: ({ message: { authorId, kind }, channel, member }) => {
        if (kind === 'system') throw forbidden('What the server says is not edited');
        if (authorId !== principal.userId) throw forbidden('Only its author may edit a message');
        requireMayPost(channel, member);
      },
      work: async (tx, { message: { channelId, seq, body: before, html }, rev }) => {
        const editedAt = new Date();
        if (before !== body) {
          await this.edits.keep(tx.manager, { channelId, seq, rev, body: before, html, replacedAt: editedAt });
        }
        return { changeKind: 'edited', ...content, editedAt };
      },
    });
  }

  /** Throws `validation_failed` where the body is longer than this server takes. */
  requireLength(body: string): void {
    this.text.requireLength(body);
  }

  private toSent({ guest }: Actor, written: Written, isReply: boolean): Sent {
    switch (written.verdict) {
      case 'created':
      case 'duplicate': {
        const { message, json } = written.sent;
        if (tracing.recording)
          tracing.note({ 'tertulia.message.id': message.id, 'tertulia.channel.id': message.channelId });
        return { message, duplicate: written.verdict === 'duplicate', messageJson: json };
      }
      case 'forbidden':
        if (guest) throw notFound('Channel');
        throw forbidden('You are not a member of this channel');
      case 'archived':
        throw conflict(isReply ? 'The thread takes no more replies' : 'The channel is archived');
      case 'not_found':
        throw notFound('Channel');
      case 'read_only':
      case 'announcement':
        throw postingRefusals[written.verdict]();
      case 'silenced':
        throw postingRefusals.silenced(written.until);
      case 'slow':
        throw postingRefusals.slow(written.retryAfterMs);
    }
  }
}

const withJson = (sent: SentMessage): Sent => ({ ...sent, messageJson: JSON.stringify(sent.message) });
