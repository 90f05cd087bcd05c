import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { ChannelHeads, VisibleChannel } from '../channels/channels.service.js';
import { ChannelsService } from '../channels/channels.service.js';
import { MembersService } from '../channels/members.service.js';
import { Bus } from '../core/broadcast/bus.service.js';
import { frameJson } from '../core/broadcast/socket-frame.js';
import { Gatherer } from '../core/gatherer.js';
import { accessChanged } from '../core/security/access.topic.js';
import { ChannelComparison } from '../messages/channel-comparison.service.js';
import { ChannelFeed, type ChannelReaders, type SentRun } from '../messages/channel-feed.service.js';
import { LogMetrics } from '../messages/log.metrics.js';
import { ChannelLogReader } from './channel-log-reader.js';
import { encodeJsonEvent, encodePlace } from './event-encoding.js';
import type { EventStream } from './event-stream.js';

const CHANGES = 'channel:changes';
const RETRY_MS = 1000;

interface Reader {
  stream: EventStream;
  channelId: string;
  /** Everything up to it was written. */
  rev: number;
  /** Whether `rev` is a place in this channel's log: a client's cursor is so once the log was read after it. */
  placed: boolean;
  /** Goes on with what the feed sends; otherwise the log is being read for it. */
  live: boolean;
  /** Reads as a member, or a thread; others look at a public channel. */
  member: boolean;
  /** The version at which that was found. */
  membersVersion: number;
}

/**
 * Carries channels' logs to the event streams of this instance: each stream gets every run once, in order, from its
 * cursor on. What is before the feed's place is read from the log; from there on all are written the feed's runs.
 */
@Injectable()
export class ChannelStreams implements ChannelReaders {
  private readonly logger = new Logger(ChannelStreams.name);
  private readonly readers = new Map<string, Set<Reader>>();
  private readonly readersOfUsers = new Map<string, Set<Reader>>();

  constructor(
    private readonly channels: ChannelsService,
    private readonly members: MembersService,
    private readonly feed: ChannelFeed,
    private readonly log: ChannelLogReader,
    private readonly metrics: LogMetrics,
    comparison: ChannelComparison,
    bus: Bus,
  ) {
    feed.attach(this);
    // Whoever lost access raised the channel's members version with it: the feed finds out who.
    const changed = new Gatherer<string>((userIds) => comparison.compare(this.readBy(userIds)));
    bus.on(accessChanged, ({ userIds }) => {
      for (const userId of userIds) if (this.readersOfUsers.has(userId)) changed.add(userId);
    });
  }

  /**
   * From `since` on, or from now on where it is null. `visible` is what the stream's user was found to see before it was
   * opened. Never rejects: a stream that cannot go on is ended.
   */
  async follow(stream: EventStream, visible: VisibleChannel, since: number | null): Promise<void> {
    try {
      const found = await this.unlessStale(stream, visible);
      if (found) this.begin(stream, found, since);
      else await stream.end('access');
    } catch (error) {
      this.logger.warn({ err: error }, 'a stream of a channel could not begin');
      await stream.end('error');
    }
  }

  hasReaders(channelId: string): boolean {
    return this.readers.has(channelId);
  }

  *membersOf(channelId: string): Generator<string> {
    for (const { member, stream } of this.readers.get(channelId) ?? []) if (member) yield stream.principal.userId;
  }

  *onlookersOf(channelId: string): Generator<string> {
    for (const { member, stream } of this.readers.get(channelId) ?? []) if (!member) yield stream.principal.userId;
  }

  send(channelId: string, run: SentRun): void {
    const { since, rev, frame } = run;
    const readers = this.readers.get(channelId);
    if (!readers) return;
    const chunk = encodeJsonEvent(rev, CHANGES, frameJson(frame, CHANGES));
    let written = 0;
    for (const reader of readers) {
      if (!reader.live || rev <= reader.rev) continue;
      if (since === reader.rev) {
        reader.rev = rev;
        reader.stream.write(chunk);
        written++;
      } else {
        // A run that begins before what was read from the log: its first part would come twice.
        reader.live = false;
        void this.catchUp(reader);
      }
    }
    this.metrics.written('stream', run, written);
  }

  evict(userId: string, channelId: string): void {
    for (const reader of this.readersOfUsers.get(userId) ?? []) {
      if (reader.member && reader.channelId === channelId) void reader.stream.end('access');
    }
  }

  shutOut(userId: string, channelId: string): void {
    for (const reader of this.readersOfUsers.get(userId) ?? []) {
      if (reader.channelId === channelId) void reader.stream.end('access');
    }
  }

  /** What the user sees, where that may be out of date by now, is read again. */
  private async unlessStale({ principal }: EventStream, visible: VisibleChannel): Promise<VisibleChannel | null> {
    let found: VisibleChannel | null = visible;
    while (found && this.feed.isStale(headOf(found))) {
      found = await this.channels.findVisible(principal, found.channel.id);
    }
    return found;
  }

  private begin(stream: EventStream, visible: VisibleChannel, since: number | null): void {
    if (stream.ended) return;
    const { channel, member, parent } = visible;
    const rev = this.feed.follow(headOf(visible));
    const reader = {
      stream,
      channelId: channel.id,
      rev: since ?? rev,
      placed: since === null,
      live: false,
      member: member !== null || parent !== null,
      membersVersion: channel.membersVersion,
    };
    this.add(reader);
    // A client that comes back before the first event resumes from here too.
    if (since === null) stream.put(encodePlace(rev));
    void this.catchUp(reader);
  }

  private add(reader: Reader): void {
    const { channelId, stream } = reader;
    const { userId } = stream.principal;
    include(this.readers, channelId, reader);
    include(this.readersOfUsers, userId, reader);
    stream.onClose(() => {
      exclude(this.readersOfUsers, userId, reader);
      exclude(this.readers, channelId, reader);
      if (!this.readers.has(channelId)) this.feed.emptied(channelId);
    });
  }

  /** Reads the log for a reader until it stands where the feed does; never more than the client takes. */
  private async catchUp(reader: Reader): Promise<void> {
    const { stream, channelId } = reader;
    while (!stream.ended) {
      const sent = this.feed.revOf(channelId);
      if (reader.rev === sent || (reader.placed && reader.rev > sent)) {
        reader.live = true;
        return;
      }
      try {
        await this.readOn(reader);
        await stream.drained();
      } catch (error) {
        this.logger.warn({ err: error }, 'a log could not be read for a stream yet');
        await pause();
      }
    }
  }

  private async readOn(reader: Reader): Promise<void> {
    const { stream, channelId, member } = reader;
    const page = await this.log.read(channelId, reader.rev);
    if (!page) return stream.end('access');
    if (page.membersVersion > reader.membersVersion) {
      const { userId } = stream.principal;
      const asOf = await (member
        ? this.members.memberAsOf(channelId, userId)
        : this.channels.readableAsOf(channelId, userId));
      if (asOf === null || asOf < page.membersVersion) return stream.end('access');
      reader.membersVersion = asOf;
    }
    reader.placed = true;
    reader.rev = page.rev;
    if (page.event) stream.write(page.event);
    // The feed knows of more than the database does: nothing that reading again at once would change.
    else if (page.rev < this.feed.revOf(channelId)) await pause();
  }

  private readBy(userIds: string[]): string[] {
    const readers = userIds.flatMap((userId) => [...(this.readersOfUsers.get(userId) ?? [])]);
    return [...new Set(readers.map(({ channelId }) => channelId))];
  }
}

function include(readers: Map<string, Set<Reader>>, key: string, reader: Reader): void {
  readers.set(key, (readers.get(key) ?? new Set()).add(reader));
}

function exclude(readers: Map<string, Set<Reader>>, key: string, reader: Reader): void {
  const mine = readers.get(key);
  if (mine?.delete(reader) && mine.size === 0) readers.delete(key);
}

const pause = () => sleep(RETRY_MS, undefined, { ref: false });

const headOf = ({ channel: { id, rev, membersVersion, metaVersion } }: { channel: ChannelHeads }) => ({
  channelId: id,
  rev,
  membersVersion,
  metaVersion,
});
