import { Injectable, Logger } from '@nestjs/common';
import { MembersService } from '../channels/members.service.js';
import { Bus } from '../core/broadcast/bus.service.js';
import { logAdvanced, type LogRun } from '../core/broadcast/log.topic.js';
import { tracing } from '../core/observability/tracing.js';
import { LogMetrics } from './log.metrics.js';
import { LogService } from './log.service.js';

/** How long an instance waits for a run that another one is about to publish, before it reads the log. */
const HOLD_MS = 25;
/** Runs kept back of one channel while the log cannot be read; more are read from it later. */
const MAX_HELD = 500;

/** A run as it goes to readers: everything after `since` up to `rev`, encoded for sockets. */
export interface SentRun extends Pick<LogRun, 'since' | 'rev' | 'stamps'> {
  /** How many messages it brings. */
  changes: number;
  frame: Buffer;
}

/** Those on this instance who receive channels' changes over one kind of connection. */
export interface ChannelReaders {
  /** Whoever says no after a yes tells the feed so: `emptied`. */
  hasReaders(channelId: string): boolean;
  /** The users who read it as its members. */
  membersOf(channelId: string): Iterable<string>;
  /** The users who look at it, a public channel, without being members. */
  onlookersOf(channelId: string): Iterable<string>;
  send(channelId: string, run: SentRun): void;
  /** The user is no member any more: their connections here receive nothing of the channel from now on. */
  evict(userId: string, channelId: string): void;
  /** The user may not even look at it: no connection of theirs here receives anything of the channel from now on. */
  shutOut(userId: string, channelId: string): void;
}

/** What this instance has sent of a channel to its readers. */
interface Feed {
  channelId: string;
  rev: number;
  membersVersion: number;
  metaVersion: number;
  /** The newest rev and members version heard of. */
  knownRev: number;
  knownMembersVersion: number;
  held: { run: LogRun; frame: Buffer }[];
  /** Not compared with the log yet: a run may have been published between the reading of its head and now. */
  unchecked: boolean;
  due: boolean;
}

export type Head = Pick<Feed, 'channelId' | 'rev' | 'membersVersion' | 'metaVersion'>;

/**
 * Carries the logs of the channels that have readers here to them, whatever they are connected by: in `rev` order,
 * without gaps, and to nobody who lost access before the commit. Runs come from the bus; what does not follow is read
 * from the log.
 */
@Injectable()
export class ChannelFeed {
  private readonly logger = new Logger(ChannelFeed.name);
  private readonly feeds = new Map<string, Feed>();
  private readonly readers: ChannelReaders[] = [];
  private due: Feed[] = [];
  private repairing = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly log: LogService,
    private readonly members: MembersService,
    private readonly metrics: LogMetrics,
  ) {
    bus.on(logAdvanced, (runs, body) => this.receive(runs, body));
  }

  attach(readers: ChannelReaders): void {
    this.readers.push(readers);
  }

  /** One kind of connection has no readers of the channel any more. */
  emptied(channelId: string): void {
    if (!this.readers.some((readers) => readers.hasReaders(channelId))) this.feeds.delete(channelId);
  }

  /**
   * Begins to follow a channel at this head, or goes on where it is followed already. Answers the rev that a new reader
   * starts from: nothing after it passes them by. Where it is greater than the head's, what is known of the channel is older.
   */
  follow(head: Head): number {
    const feed = this.feeds.get(head.channelId);
    if (feed) return Math.max(feed.rev, head.rev);
    this.begin(head);
    return head.rev;
  }

  /** Whether a membership that was read at this version may be out of date. */
  isStale({ channelId, membersVersion }: Head): boolean {
    return (this.feeds.get(channelId)?.knownMembersVersion ?? 0) > membersVersion;
  }

  followed(): string[] {
    return [...this.feeds.keys()];
  }

  /** What has been sent of a followed channel. */
  revOf(channelId: string): number {
    return this.feeds.get(channelId)?.rev ?? 0;
  }

  metaVersion(channelId: string): number | undefined {
    return this.feeds.get(channelId)?.metaVersion;
  }

  setMetaVersion(channelId: string, metaVersion: number): void {
    const feed = this.feeds.get(channelId);
    if (feed) feed.metaVersion = metaVersion;
  }

  /** What the database says of a followed channel: anything that was missed is sent. */
  compare({ channelId, rev, membersVersion }: Head): void {
    const feed = this.feeds.get(channelId);
    if (!feed) return;
    feed.knownRev = Math.max(feed.knownRev, rev);
    feed.knownMembersVersion = Math.max(feed.knownMembersVersion, membersVersion);
    if (behind(feed)) this.schedule(feed);
  }

  /** Runs as they were published; `body` holds their frames, one after the other. */
  private receive(runs: LogRun[], body: Buffer): void {
    let offset = 0;
    for (const run of runs) {
      const frame = run.bytes === undefined ? null : body.subarray(offset, offset + run.bytes);
      offset += run.bytes ?? 0;
      const feed = this.feeds.get(run.channelId);
      if (!feed) continue;
      if (tracing.recording) this.offerTraced(feed, run, frame);
      else this.offer(feed, run, frame);
    }
  }

  private begin({ channelId, rev, membersVersion, metaVersion }: Head): void {
    const known = { knownRev: rev, knownMembersVersion: membersVersion };
    const state = { held: [], unchecked: true, due: false };
    const feed = { channelId, rev, membersVersion, metaVersion, ...known, ...state };
    this.feeds.set(channelId, feed);
    this.schedule(feed);
  }

  private offerTraced(feed: Feed, run: LogRun, frame: Buffer | null): void {
    const attributes = { 'tertulia.channel.id': run.channelId, 'tertulia.run.rev': run.rev };
    tracing.span('deliver', { attributes }, () => {
      this.offer(feed, run, frame);
      // What is held back is sent when its turn has come, or read from the log.
      tracing.note({ 'tertulia.run.sent': feed.rev >= run.rev });
    });
  }

  private offer(feed: Feed, run: LogRun, frame: Buffer | null): void {
    feed.knownRev = Math.max(feed.knownRev, run.rev);
    feed.knownMembersVersion = Math.max(feed.knownMembersVersion, run.membersVersion);
    if (run.rev <= feed.rev) return;
    if (frame && run.since <= feed.rev && run.membersVersion <= feed.membersVersion) {
      this.send(feed, asPublished(run, frame));
      this.drainHeld(feed);
    } else if (frame && feed.held.length < MAX_HELD) {
      feed.held.push({ run, frame });
    }
    if (behind(feed)) this.schedule(feed);
  }

  private send(feed: Feed, run: SentRun): void {
    feed.rev = run.rev;
    for (const readers of this.readers) readers.send(feed.channelId, run);
  }

  /** What came too early, now that its turn has come. */
  private drainHeld(feed: Feed): void {
    if (feed.held.length === 0) return;
    feed.held.sort((a, b) => a.run.since - b.run.since);
    feed.held = feed.held.filter(({ run, frame }) => {
      if (run.rev <= feed.rev) return false;
      if (run.since > feed.rev || run.membersVersion > feed.membersVersion) return true;
      this.send(feed, asPublished(run, frame));
      return false;
    });
  }

  private schedule(feed: Feed): void {
    if (feed.due) return;
    feed.due = true;
    this.due.push(feed);
    if (this.timer || this.repairing) return;
    // Lost access is looked up at once, and so is everything while publications do not arrive.
    const wait = feed.knownMembersVersion > feed.membersVersion || !this.bus.healthy ? 0 : HOLD_MS;
    this.timer = tracing.detached(() => setTimeout(() => void this.repair(), wait));
  }

  private async repair(): Promise<void> {
    this.timer = undefined;
    this.repairing = true;
    const feeds = this.due.filter((feed) => this.feeds.get(feed.channelId) === feed);
    this.due = [];
    for (const feed of feeds) feed.due = false;
    try {
      for (const feed of feeds) await this.recheckMembers(feed);
      await this.readLog(feeds.filter((feed) => feed.unchecked || feed.knownRev > feed.rev));
    } catch (error) {
      // The comparison with the database, every few seconds, finds the same channels again.
      this.logger.warn({ err: error }, 'channels could not be repaired yet');
    } finally {
      this.repairing = false;
      const [next] = this.due;
      if (next) this.timer = setTimeout(() => void this.repair(), HOLD_MS);
    }
  }

  /** Takes those out who are no members any more or were banned, before anything newer is sent to them. */
  private async recheckMembers(feed: Feed): Promise<void> {
    const { channelId, knownMembersVersion } = feed;
    if (knownMembersVersion <= feed.membersVersion) return;
    const here = new Set(this.readers.flatMap((readers) => [...readers.membersOf(channelId)]));
    const looking = new Set(this.readers.flatMap((readers) => [...readers.onlookersOf(channelId)]));
    const found = await this.members.among(channelId, [...new Set([...here, ...looking])]);
    const members = new Set(found?.members);
    for (const userId of here) {
      if (!members.has(userId)) for (const readers of this.readers) readers.evict(userId, channelId);
    }
    for (const userId of found?.banned ?? []) {
      for (const readers of this.readers) readers.shutOut(userId, channelId);
    }
    // Whoever came meanwhile was read at the version that was known then, not at the one that was found.
    const checked = Math.min(found?.membersVersion ?? knownMembersVersion, knownMembersVersion);
    feed.membersVersion = Math.max(feed.membersVersion, checked);
    this.drainHeld(feed);
  }

  private async readLog(feeds: Feed[]): Promise<void> {
    if (feeds.length === 0) return;
    const cursors = feeds.map(({ channelId, rev }) => ({ channelId, since: rev }));
    for (const run of await this.log.runs(cursors)) {
      const feed = this.feeds.get(run.channelId);
      if (!feed) continue;
      feed.unchecked = false;
      feed.knownRev = Math.max(feed.knownRev, run.headRev);
      feed.knownMembersVersion = Math.max(feed.knownMembersVersion, run.membersVersion);
      const follows = run.since <= feed.rev && run.rev > feed.rev && run.membersVersion <= feed.membersVersion;
      if (follows) {
        this.send(feed, run);
        this.metrics.repairs.instance.add();
      }
      this.drainHeld(feed);
      if (behind(feed)) this.schedule(feed);
    }
  }
}

/** The log is dense: a run that was published has each change after `since`. */
const asPublished = (run: LogRun, frame: Buffer) => ({ ...run, frame, changes: run.rev - run.since });

const behind = (feed: Feed) => feed.knownRev > feed.rev || feed.knownMembersVersion > feed.membersVersion;
