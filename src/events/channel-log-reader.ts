import { Injectable } from '@nestjs/common';
import { SingleFlight } from '../core/cache/single-flight.js';
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
  private readonly reading = new SingleFlight<LogPage | null>();

  constructor(private readonly log: LogService) {}

  /** Null where the channel is gone. */
  read(channelId: string, since: number): Promise<LogPage | null> {
    return this.reading.do(`${channelId}:${since}`, () => this.readNow(channelId, since));
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
