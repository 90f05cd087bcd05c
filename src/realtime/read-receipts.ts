import { Injectable } from '@nestjs/common';
import type { ReadMoved } from '../channels/channel.topics.js';
import { MembersService } from '../channels/members.service.js';
import { LocalUsers } from './local-users.js';

/** Tells of read markers: to the reader's own devices, in a direct channel to the others in it too. */
@Injectable()
export class ReadReceipts {
  constructor(
    private readonly local: LocalUsers,
    private readonly members: MembersService,
  ) {}

  async tell({ peers, ...read }: ReadMoved): Promise<void> {
    this.local.emit(read.userId, 'channel:read', read);
    if (!peers) return;
    for (const id of await this.members.idsOf(read.channelId)) {
      if (id !== read.userId) this.local.emit(id, 'channel:read', { ...read, mentionCount: 0 });
    }
  }

  /** All that moved after `since` and concerns somebody here. What was told before is told again; markers are absolute. */
  async tellSince(since: Date): Promise<void> {
    const ids = this.local.ids();
    if (ids.length === 0) return;
    for (const read of await this.members.readSince(ids, since)) await this.tell(read);
  }
}
