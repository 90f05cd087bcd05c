import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import type { Message } from '../contract/messages.js';
import { notFound } from '../core/errors/domain-error.js';
import type { Principal } from '../core/security/principal.js';
import { toMessage } from './message.mapper.js';
import { MessagesRepository } from './messages.repository.js';

/** Single messages, for those who may read their channel; to all others they are not there. */
@Injectable()
export class ReadableMessages {
  constructor(
    private readonly channels: ChannelsService,
    private readonly messages: MessagesRepository,
  ) {}

  async get(principal: Principal, id: string): Promise<Message> {
    const message = await this.messages.findById(id);
    if (!message || !(await this.channels.findVisible(principal, message.channelId))) throw notFound('Message');
    return toMessage(message);
  }

  /** The message at this place in the channel. */
  async getAt(principal: Principal, channelId: string, seq: number): Promise<Message> {
    const visible = await this.channels.findVisible(principal, channelId);
    const message = visible && (await this.messages.findAt(channelId, seq));
    if (!message) throw notFound('Message');
    return toMessage(message);
  }

  /** By id; those that the caller may not read are left out. */
  async findMany(principal: Principal, ids: string[]): Promise<Map<string, Message>> {
    if (ids.length === 0) return new Map();
    const messages = await this.messages.findByIds(ids);
    const readable = await this.channels.readable(principal, [...new Set(messages.map(({ channelId }) => channelId))]);
    return new Map(messages.flatMap((row) => (readable.has(row.channelId) ? [[row.id, toMessage(row)] as const] : [])));
  }
}
