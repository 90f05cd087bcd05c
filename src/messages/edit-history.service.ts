import { Injectable } from '@nestjs/common';
import type { MessageEditPage } from '../contract/messages.js';
import { MAX_COUNT, type PageQuery } from '../contract/page.js';
import { countCursor } from '../core/errors/cursor.js';
import type { Principal } from '../core/security/principal.js';
import { MessageEditsRepository } from './message-edits.repository.js';
import { ReadableMessages } from './readable-messages.service.js';

/** What messages said before they were edited, for those who may read what they say now. */
@Injectable()
export class EditHistory {
  constructor(
    private readonly messages: ReadableMessages,
    private readonly edits: MessageEditsRepository,
  ) {}

  /** The last first. */
  async list(principal: Principal, messageId: string, { cursor, limit }: PageQuery): Promise<MessageEditPage> {
    const before = countCursor(cursor) ?? MAX_COUNT;
    const { channelId, seq } = await this.messages.get(principal, messageId);
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
