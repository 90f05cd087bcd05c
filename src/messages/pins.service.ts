import { Injectable } from '@nestjs/common';
import { isModerator } from '../channels/channel-policy.js';
import { ChannelsService } from '../channels/channels.service.js';
import type { ChangedMessage, MessagePage, PinMessage } from '../contract/messages.js';
import { MAX_COUNT, type PageQuery } from '../contract/page.js';
import { countCursor } from '../core/errors/cursor.js';
import { conflict, forbidden } from '../core/errors/domain-error.js';
import type { Principal } from '../core/security/principal.js';
import { type FoundMessage, MessageChanges } from './message-changes.service.js';
import { toMessage } from './message.mapper.js';
import { PinsRepository } from './pins.repository.js';

const MAX_PINS = 100;

/** What the channel keeps at hand. To do again what is done already changes nothing. */
@Injectable()
export class PinsService {
  constructor(
    private readonly channels: ChannelsService,
    private readonly changes: MessageChanges,
    private readonly pins: PinsRepository,
  ) {}

  pin(principal: Principal, { messageId }: PinMessage): Promise<ChangedMessage> {
    return this.changes.make(principal, messageId, {
      may: requireMayPin,
      work: async (tx, { message: { channelId, seq, pinnedAt }, rev }) => {
        if (pinnedAt) return null;
        if ((await this.pins.count(tx.manager, channelId)) >= MAX_PINS) {
          throw conflict(`A channel has at most ${MAX_PINS} pinned messages`);
        }
        await this.pins.add(tx.manager, { channelId, seq, rev });
        return { changeKind: 'pinned', pinnedAt: new Date() };
      },
    });
  }

  unpin(principal: Principal, { messageId }: PinMessage): Promise<ChangedMessage> {
    return this.changes.make(principal, messageId, {
      may: requireMayPin,
      work: async (tx, { message }) => {
        if (!message.pinnedAt) return null;
        await this.pins.remove(tx.manager, message);
        return { changeKind: 'pinned', pinnedAt: null };
      },
    });
  }

  /** What was pinned last comes first. */
  async list(principal: Principal, channelId: string, { cursor, limit }: PageQuery): Promise<MessagePage> {
    const before = countCursor(cursor) ?? MAX_COUNT;
    await this.channels.requireVisible(principal, channelId);
    const rows = await this.pins.findPage(channelId, before, limit);
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return { items: rows.map(({ message }) => toMessage(message)), nextCursor: last ? String(last.pinRev) : null };
  }
}

function requireMayPin({ channel, member }: FoundMessage): void {
  if (channel.kind === 'direct' || isModerator(member)) return;
  throw forbidden('Only owners and moderators of the channel may pin its messages');
}
