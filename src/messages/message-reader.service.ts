import { Injectable } from '@nestjs/common';
import type { Message } from '../contract/messages.js';
import { toMessage } from './message.mapper.js';
import { MessagesRepository } from './messages.repository.js';

/** What makes a send the same send. */
export type SendKey = Pick<Message, 'channelId' | 'authorId' | 'clientId'>;

/** Where a message is and whose, without what it says. */
export type WrittenMessage = Pick<Message, 'id' | 'seq' | 'authorId'>;

/** Messages for the server's own use, without a caller. */
@Injectable()
export class MessageReader {
  constructor(private readonly messages: MessagesRepository) {}

  /** The channel's next messages after `seq`, in their order. */
  async after(channelId: string, seq: number, limit: number): Promise<Message[]> {
    return (await this.messages.findAfter(channelId, seq, limit)).map(toMessage);
  }

  /** Those that are there, by id; the deleted ones as tombstones. */
  async byIds(ids: string[]): Promise<Map<string, Message>> {
    if (ids.length === 0) return new Map();
    return new Map((await this.messages.findByIds(ids)).map((row) => [row.id, toMessage(row)]));
  }

  /** Those that were not deleted, by id. */
  async undeleted(ids: string[]): Promise<Map<string, WrittenMessage>> {
    if (ids.length === 0) return new Map();
    return new Map((await this.messages.findUndeleted(ids)).map((message) => [message.id, message]));
  }

  /** Whether the author has sent something under this `clientId` already; what was deleted since counts. */
  wasSent({ channelId, authorId, clientId }: SendKey): Promise<boolean> {
    return this.messages.wasSent(channelId, authorId, clientId);
  }
}
