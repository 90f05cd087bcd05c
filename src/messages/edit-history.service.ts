import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import type { MessageEditPage } from '../contract/messages.js';
import { MAX_COUNT, type PageQuery } from '../contract/page.js';
import { countCursor } from '../core/errors/cursor.js';
import { notFound } from '../core/errors/domain-error.js';
import type { Principal } from '../core/security/principal.js';
import { MessageEditsRepository } from './message-edits.repository.js';
import { MessagesRepository } from './messages.repository.js';

/** What messages said before they were edited, for those who may read what they say now. */
@Injectable()
export class EditHistory {
  constructor(
    private readonly channels: ChannelsService,
    private readonly messages: MessagesRepository,
    private readonly edits: MessageEditsRepository,
  ) {}

  /** The last first. */
  async list(principal: Principal, messageId: string, { cursor, limit }: PageQuery): Promise<MessageEditPage> {
    const before = countCursor(cursor) ?? MAX_COUNT;
    const message = await this.messages.findById(messageId);
    if (!message) throw notFound('Message');
    const { channelId, seq } = message;
    if (!(await this.channels.findVisible(principal, channelId))) throw notFound('Message');
    const rows = await this.edits.findPage(channelId, seq, before, limit);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return {
      items: rows.map(({ rev, body, html, replacedAt }) => ({
        rev,
        body,
        html,
        replacedAt: replacedAt.toISOString(),
      })),
      nextCursor: last ? String(last.rev) : null,
    };
  }
}
