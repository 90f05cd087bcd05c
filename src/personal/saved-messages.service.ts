import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import { MAX_COUNT, type PageQuery } from '../contract/page.js';
import type { SavedMessagePage, SavedState, SavedStates, SaveMessage } from '../contract/saved-messages.js';
import { countCursor } from '../core/errors/cursor.js';
import { conflict } from '../core/errors/domain-error.js';
import type { Principal } from '../core/security/principal.js';
import { ReadableMessages } from '../messages/readable-messages.service.js';
import { PersonalChanges } from './personal-changes.service.js';
import { savedChanged } from './personal.topics.js';
import type { SavedMessageEntity } from './saved-message.entity.js';
import { SavedMessagesRepository } from './saved-messages.repository.js';

const MAX_SAVED = 1000;

/** Messages that people keep for themselves. To do again what is done already changes nothing. */
@Injectable()
export class SavedMessages {
  constructor(
    private readonly channels: ChannelsService,
    private readonly messages: ReadableMessages,
    private readonly changes: PersonalChanges,
    private readonly saved: SavedMessagesRepository,
  ) {}

  async save(principal: Principal, { messageId }: SaveMessage): Promise<SavedState> {
    const { userId } = principal;
    const { channelId, deletedAt } = await this.messages.get(principal, messageId);
    if (deletedAt) throw conflict('The message is deleted');
    return this.changes.make(userId, async (tx, rev) => {
      const there = await this.saved.find(userId, messageId, tx.manager);
      if (there) return toState(there);
      if ((await this.saved.count(tx.manager, userId)) >= MAX_SAVED) {
        throw conflict(`You have at most ${MAX_SAVED} saved messages`);
      }
      const row = { userId, messageId, channelId, rev, savedAt: new Date() };
      await this.saved.add(tx.manager, row);
      tx.publish(savedChanged, { userId, saved: toState(row) });
      return toState(row);
    });
  }

  /** Also where the caller may no longer read the message. */
  async unsave(principal: Principal, { messageId }: SaveMessage): Promise<SavedState> {
    const { userId } = principal;
    const { channelId } = (await this.saved.find(userId, messageId)) ?? (await this.messages.get(principal, messageId));
    return this.changes.make(userId, async (tx, rev) => {
      const there = await this.saved.find(userId, messageId, tx.manager);
      const state = { messageId, channelId, savedAt: null, rev };
      if (there) {
        await this.saved.remove(tx.manager, there);
        tx.publish(savedChanged, { userId, saved: state });
      }
      return state;
    });
  }

  /** Those that the caller may read, as they are now, the last saved first. */
  async list(principal: Principal, { cursor, limit }: PageQuery): Promise<SavedMessagePage> {
    const before = countCursor(cursor) ?? MAX_COUNT;
    const rows = await this.saved.findPage(principal.userId, before, limit);
    const readable = await this.messages.findMany(
      principal,
      rows.map(({ messageId }) => messageId),
    );
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return {
      items: rows.flatMap(({ messageId, savedAt, rev }) => {
        const message = readable.get(messageId);
        return message ? [{ message, savedAt: savedAt.toISOString(), rev }] : [];
      }),
      nextCursor: last ? String(last.rev) : null,
    };
  }

  /** Which messages of a channel that the caller may read. No more than anybody may save in all. */
  async listOf(principal: Principal, channelId: string): Promise<SavedStates> {
    await this.channels.requireVisible(principal, channelId);
    const rows = await this.saved.findOf(principal.userId, channelId);
    return { items: rows.map(toState), nextCursor: null };
  }
}

const toState = ({ messageId, channelId, savedAt, rev }: SavedMessageEntity): SavedState => ({
  messageId,
  channelId,
  savedAt: savedAt.toISOString(),
  rev,
});
