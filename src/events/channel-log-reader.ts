import { Injectable } from '@nestjs/common';
import { MembersService } from '../channels/members.service.js';
import { LogService } from '../messages/log.service.js';
import { encodeEvent, type StreamChunk } from './event-encoding.js';

/** What follows a cursor, as an event; null where nothing does. */
export interface LogPage {
  rev: number;
  /** Of the channel, when this was read. */
  membersVersion: number;
  event: StreamChunk | null;
}

/** Reads logs for streams that are behind. All who ask for the same at the same time share one query and its bytes. */
@Injectable()
export class ChannelLogReader {
  private readonly reading = new Map<string, Promise<LogPage | null>>();

  constructor(
    private readonly log: LogService,
    private readonly members: MembersService,
  ) {}

  /** Null where the channel is gone. */
  read(channelId: string, since: number): Promise<LogPage | null> {
    const key = `${channelId}:${since}`;
    const found = this.reading.get(key);
    if (found) return found;
    const page = this.readNow(channelId, since).finally(() => this.reading.delete(key));
    this.reading.set(key, page);
    return page;
  }

  /** The version of the channel's memberships at which the user has one; -1 where they have none. */
  async memberAsOf(channelId: string, userId: string): Promise<number> {
    const among = await this.members.among(channelId, [userId]);
    return among?.userIds.includes(userId) ? among.membersVersion : -1;
  }

  private async readNow(channelId: string, since: number): Promise<LogPage | null> {
    const found = await this.log.answer(channelId, since);
    if (!found) return null;
    const { answer, membersVersion } = found;
    const { rev, changes, reset } = answer;
    if (reset) return { rev, membersVersion, event: encodeEvent({ id: rev, event: 'reset', data: answer }) };
    const data = { channelId, since, rev, changes };
    return {
      rev,
      membersVersion,
      event: rev > since ? encodeEvent({ id: rev, event: 'channel:changes', data }) : null,
    };
  }
}
