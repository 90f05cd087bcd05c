import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import type { Draft, DraftPage, SetDraft } from '../contract/drafts.js';
import { MAX_COUNT, type PageQuery } from '../contract/page.js';
import { countCursor } from '../core/errors/cursor.js';
import { conflict } from '../core/errors/domain-error.js';
import type { Principal } from '../core/security/principal.js';
import { MessagesService } from '../messages/messages.service.js';
import type { DraftEntity } from './draft.entity.js';
import { DraftsRepository } from './drafts.repository.js';
import { PersonalChanges } from './personal-changes.service.js';
import { draftChanged } from './personal.topics.js';

const MAX_DRAFTS = 500;

/** What people have begun to write, on all of their devices: one draft a channel. What was written last stands. */
@Injectable()
export class DraftsService {
  constructor(
    private readonly channels: ChannelsService,
    private readonly messages: MessagesService,
    private readonly changes: PersonalChanges,
    private readonly drafts: DraftsRepository,
  ) {}

  /** An empty body clears it. Answers the draft that stands: another one where that was written later. */
  async set(principal: Principal, { channelId, body, updatedAt }: SetDraft): Promise<Draft> {
    const { userId } = principal;
    this.messages.requireLength(body);
    await this.channels.requireVisible(principal, channelId);
    return this.changes.make(userId, async (tx, rev) => {
      const before = await this.drafts.find(tx.manager, userId, channelId);
      if (body === '') await this.drafts.forgetCleared(tx.manager, userId);
      else if (!before?.body && (await this.drafts.count(tx.manager, userId)) >= MAX_DRAFTS) {
        throw conflict(`You have at most ${MAX_DRAFTS} drafts`);
      }
      const time = updatedAt === undefined ? null : new Date(updatedAt);
      const written = await this.drafts.write(tx.manager, { userId, channelId, body, rev, updatedAt: time });
      const standing = written ?? before;
      if (!standing) throw new Error('where there was no draft, one is written');
      const draft = toDraft(standing);
      if (written) tx.publish(draftChanged, { userId, draft });
      return draft;
    });
  }

  /** Those in channels that the caller may read, the last written first. */
  async list(principal: Principal, { cursor, limit }: PageQuery): Promise<DraftPage> {
    const before = countCursor(cursor) ?? MAX_COUNT;
    const rows = await this.drafts.findPage(principal.userId, before, limit);
    const readable = await this.channels.readable(
      principal,
      rows.map(({ channelId }) => channelId),
    );
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return {
      items: rows.filter(({ channelId }) => readable.has(channelId)).map(toDraft),
      nextCursor: last ? String(last.rev) : null,
    };
  }
}

const toDraft = ({ channelId, body, rev, updatedAt }: Omit<DraftEntity, 'userId'>): Draft => ({
  channelId,
  body,
  updatedAt: updatedAt.toISOString(),
  rev,
});
