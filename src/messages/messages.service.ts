import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import type { ChangedMessage, DeleteMessage, EditMessage, SendMessage, SentMessage } from '../contract/messages.js';
import { logAdvanced } from '../core/broadcast/log.topic.js';
import { conflict, forbidden, notFound } from '../core/errors/domain-error.js';
import { tracing } from '../core/observability/tracing.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import type { Principal } from '../core/security/principal.js';
import { encodeChange, encodeRun } from './log-run.js';
import type { MessageEntity } from './message.entity.js';
import { toMessage } from './message.mapper.js';
import type { SendDoor } from './message.metrics.js';
import { MessageText } from './message-text.js';
import { MessagesRepository } from './messages.repository.js';
import { MessagesWriter, type Written } from './messages.writer.js';
import { SendRate } from './send-rate.js';

/** A sent message with the JSON that went to the channel, which an ack can carry as it is. */
export interface Sent extends SentMessage {
  messageJson: string;
}

/** What a change sets, besides its place in the log. */
type Edit = Partial<MessageEntity> & Pick<MessageEntity, 'changeKind'>;

@Injectable()
export class MessagesService {
  constructor(
    private readonly channels: ChannelsService,
    private readonly messages: MessagesRepository,
    private readonly writer: MessagesWriter,
    private readonly unitOfWork: UnitOfWork,
    private readonly text: MessageText,
    private readonly rate: SendRate,
  ) {}

  /** Resolves once the message is durable. A retry with the same `clientId` answers the first message. */
  async send(principal: Principal, { channelId, clientId, body }: SendMessage, door: SendDoor): Promise<Sent> {
    this.text.requireLength(body);
    await this.rate.count(principal.userId);
    const content = await this.text.read(body);
    const written = await this.writer.append({
      id: tracing.claimId(),
      channelId,
      authorId: principal.userId,
      clientId,
      door,
      ...content,
    });
    return this.toSent(written);
  }

  async edit(principal: Principal, { messageId, body }: EditMessage): Promise<ChangedMessage> {
    this.text.requireLength(body);
    const { message } = await this.requireReadable(principal, messageId);
    if (message.authorId !== principal.userId) throw forbidden('Only its author may edit a message');
    const content = await this.text.read(body);
    return this.change(message, { changeKind: 'edited', ...content, editedAt: new Date() });
  }

  /** Leaves a tombstone: the message keeps its place and loses its content. */
  async delete(principal: Principal, { messageId }: DeleteMessage): Promise<ChangedMessage> {
    const { message, mayModerate } = await this.requireReadable(principal, messageId);
    if (message.authorId !== principal.userId && !mayModerate) {
      throw forbidden('Only its author and the moderators of the channel may delete a message');
    }
    return this.change(message, { changeKind: 'deleted', body: '', html: '', mentions: null, deletedAt: new Date() });
  }

  private toSent(written: Written): Sent {
    switch (written.verdict) {
      case 'created':
      case 'duplicate': {
        const { message, json } = written.sent;
        if (tracing.recording)
          tracing.note({ 'tertulia.message.id': message.id, 'tertulia.channel.id': message.channelId });
        return { message, duplicate: written.verdict === 'duplicate', messageJson: json };
      }
      case 'forbidden':
        throw forbidden('You are not a member of this channel');
      case 'archived':
        throw conflict('The channel is archived');
      case 'not_found':
        throw notFound('Channel');
    }
  }

  private async requireReadable(
    principal: Principal,
    messageId: string,
  ): Promise<{ message: MessageEntity; mayModerate: boolean }> {
    const message = await this.messages.findById(messageId);
    if (!message) throw notFound('Message');
    const visible = await this.channels.findVisible(principal, message.channelId);
    // Whoever may not know of the channel may not learn that the message is there either.
    if (!visible) throw notFound('Message');
    const { channel, member } = visible;
    if (!member) throw forbidden('You are not a member of this channel');
    if (channel.archivedAt) throw conflict('The channel is archived');
    return { message, mayModerate: member.role !== 'member' };
  }

  /** One change of the log: the message's new state under the channel's next rev, told to everyone after the commit. */
  private change({ id, channelId }: MessageEntity, edit: Edit): Promise<ChangedMessage> {
    return this.unitOfWork.run(async (tx) => {
      const { rev, seq, membersVersion } = await this.channels.nextRev(tx, channelId);
      const row = await this.messages.change(tx.manager, id, { ...edit, rev });
      if (!row) throw conflict('The message is deleted');
      const message = toMessage(row);
      const change = encodeChange(rev, row.changeKind, JSON.stringify(message));
      const frame = encodeRun(channelId, rev - 1, rev, [change]);
      tx.publish(logAdvanced, [{ channelId, since: rev - 1, rev, seq, membersVersion, bytes: frame.length }], [frame]);
      return { message };
    });
  }
}
