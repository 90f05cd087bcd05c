import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
import { MembersService } from '../channels/members.service.js';
import type { GetReaders } from '../contract/messages.js';
import type { UserPage } from '../contract/users.js';
import { conflict, forbidden, notFound } from '../core/errors/domain-error.js';
import type { Principal } from '../core/security/principal.js';
import { UsersService } from '../users/users.service.js';
import { MessagesRepository } from './messages.repository.js';

/** In larger channels it is nobody's business, and a long list. */
const MAX_MEMBERS = 50;

/** Who has read a message, for those who show the same of themselves. */
@Injectable()
export class MessageReaders {
  constructor(
    private readonly channels: ChannelsService,
    private readonly members: MembersService,
    private readonly users: UsersService,
    private readonly messages: MessagesRepository,
  ) {}

  /** By username, without the author. */
  async list(principal: Principal, { messageId }: GetReaders): Promise<UserPage> {
    const message = await this.messages.findById(messageId);
    const found = message && (await this.channels.findVisible(principal, message.channelId));
    if (!message || !found) throw notFound('Message');
    if (!found.member) throw forbidden('Only members may see who has read a message');
    const ids = await this.members.readersOf(message.channelId, message.seq, MAX_MEMBERS);
    if (!ids) throw conflict(`Who has read a message is known in channels of up to ${MAX_MEMBERS} people`);
    const showing = await this.users.showingReceipts([principal.userId, ...ids]);
    if (!showing.has(principal.userId)) throw forbidden('Whoever shows no read receipts sees none of others');
    const shown = ids.filter((id) => showing.has(id) && id !== message.authorId);
    const readers = [...(await this.users.getMany(shown)).values()];
    return { items: readers.toSorted((a, b) => (a.username < b.username ? -1 : 1)), nextCursor: null };
  }
}
