import { Injectable } from '@nestjs/common';
import { type ChannelHeads, ChannelsService } from '../channels/channels.service.js';
import type { ChannelChanges, ChangesQuery, SyncChannels, SyncedChannel, SyncResult } from '../contract/messages.js';
import { AppConfig } from '../core/config/app-config.js';
import { notFound } from '../core/errors/domain-error.js';
import { toAckError } from '../core/errors/error-body.js';
import type { Principal } from '../core/security/principal.js';
import { LogMetrics } from './log.metrics.js';
import { encodeChange, encodeRun } from './log-run.js';
import { toChange } from './message.mapper.js';
import { type LogPage, MessagesRepository } from './messages.repository.js';

/** Changes in one answer, over all channels that it is for. */
const MAX_CHANGES = 1000;
const MAX_CHANGES_OF_CHANNEL = 200;
const MIN_CHANGES_OF_CHANNEL = 10;
/** Messages in the page that comes with a reset. */
const RESET_PAGE = 50;

/** A run of the log for the instances themselves: its frame, and what they check before they deliver it. */
export interface CheckedRun {
  channelId: string;
  since: number;
  rev: number;
  changes: number;
  headRev: number;
  membersVersion: number;
  frame: Buffer;
}

/** What a sync answers for one channel, and the version of its memberships that it may be shown to. */
export interface CheckedAnswer {
  answer: SyncedChannel;
  membersVersion: number;
}

/** Reads channels' logs: what changed after a cursor, each message once, at its newest rev. */
@Injectable()
export class LogService {
  constructor(
    private readonly channels: ChannelsService,
    private readonly messages: MessagesRepository,
    private readonly config: AppConfig,
    private readonly metrics: LogMetrics,
  ) {}

  /** One answer for each channel; one that the caller may not read says so in its place. */
  async sync(principal: Principal, { cursors }: SyncChannels): Promise<SyncResult> {
    const ids = Object.keys(cursors);
    if (ids.length === 0) return { channels: [] };
    const readable = await this.channels.readable(principal, ids);
    const asked = ids.flatMap((channelId) =>
      readable.has(channelId) ? [{ channelId, since: cursors[channelId] ?? 0 }] : [],
    );
    const share = Math.floor(MAX_CHANGES / Math.max(1, asked.length));
    const limit = Math.min(MAX_CHANGES_OF_CHANNEL, Math.max(MIN_CHANGES_OF_CHANNEL, share));
    const answers = await this.stillReadable(principal, readable, await this.after(asked, limit));
    this.countRepairs(asked, answers);
    return {
      channels: ids.map(
        (channelId) => answers.get(channelId)?.answer ?? { channelId, error: toAckError(notFound('Channel')) },
      ),
    };
  }

  /** The REST twin of a sync, for one channel. */
  async changes(principal: Principal, channelId: string, { since, limit }: ChangesQuery): Promise<SyncedChannel> {
    const { channel } = await this.channels.requireVisible(principal, channelId);
    const asked = [{ channelId, since }];
    const readable = new Map([[channelId, channel]]);
    const answers = await this.stillReadable(principal, readable, await this.after(asked, limit));
    const found = answers.get(channelId);
    if (!found) throw notFound('Channel');
    this.countRepairs(asked, answers);
    return found.answer;
  }

  /** For the instances' own use, without a caller: what a reader who comes with this cursor is behind by. */
  async answer(channelId: string, since: number): Promise<CheckedAnswer | null> {
    return (await this.after([{ channelId, since }], MAX_CHANGES_OF_CHANNEL)).get(channelId) ?? null;
  }

  /** For the instances' own use, without a caller: what their sockets have not been sent yet. */
  async runs(cursors: { channelId: string; since: number }[]): Promise<CheckedRun[]> {
    const since = new Map(cursors.map((cursor) => [cursor.channelId, cursor.since]));
    const pages = await this.messages.readLog(cursors, MAX_CHANGES_OF_CHANNEL);
    return pages.map((page) => {
      const { headRev, membersVersion } = page;
      const from = since.get(page.channelId) ?? 0;
      const { rev, changes } = toRun(page, from, MAX_CHANGES_OF_CHANNEL);
      const encoded = changes.map((change) => encodeChange(change.rev, change.kind, JSON.stringify(change.message)));
      const frame = encodeRun(page.channelId, from, rev, encoded);
      return {
        channelId: page.channelId,
        since: from,
        rev,
        changes: changes.length,
        headRev,
        membersVersion,
        frame,
      };
    });
  }

  /**
   * Without those of channels that the caller was removed from while they were read: these may have what was written after
   * that. Who was `readable` at an older version than the answer has is judged again.
   */
  private async stillReadable(
    principal: Principal,
    readable: ReadonlyMap<string, Pick<ChannelHeads, 'membersVersion'>>,
    answers: Map<string, CheckedAnswer>,
  ): Promise<Map<string, CheckedAnswer>> {
    const doubtful = [...answers].flatMap(([id, { membersVersion }]) =>
      membersVersion > (readable.get(id)?.membersVersion ?? 0) ? [id] : [],
    );
    if (doubtful.length === 0) return answers;
    const still = await this.channels.readable(principal, doubtful);
    return new Map([...answers].filter(([id]) => !doubtful.includes(id) || still.has(id)));
  }

  private async after(
    cursors: { channelId: string; since: number }[],
    limit: number,
  ): Promise<Map<string, CheckedAnswer>> {
    const since = new Map(cursors.map((cursor) => [cursor.channelId, cursor.since]));
    const answers = new Map<string, CheckedAnswer>();
    const lost: string[] = [];
    for (const page of await this.messages.readLog(cursors, limit)) {
      const { channelId, headRev, membersVersion } = page;
      const from = since.get(channelId) ?? 0;
      if (from > headRev || headRev - from > this.config.limits.syncHorizon) lost.push(channelId);
      else answers.set(channelId, { answer: { ...toRun(page, from, limit), reset: false }, membersVersion });
    }
    if (lost.length === 0) return answers;
    for (const { channelId, headRev, membersVersion, rows } of await this.messages.readNewest(lost, RESET_PAGE)) {
      const page = { channelId, since: 0, rev: headRev, changes: rows.map(toChange), more: false, reset: true };
      answers.set(channelId, { answer: page, membersVersion });
    }
    return answers;
  }

  /** Of clients that asked. A stream reads the log to begin where it was told to, of which a gap is but one reason. */
  private countRepairs(
    asked: { channelId: string; since: number }[],
    answers: ReadonlyMap<string, CheckedAnswer>,
  ): void {
    for (const { channelId, since } of asked) {
      const answer = answers.get(channelId)?.answer;
      if (answer?.reset) this.metrics.resets.add();
      else if (answer && answer.rev > since) this.metrics.repairs.client.add();
    }
  }
}

/** A full page ends at its last change; any other reaches the head. */
function toRun(
  { channelId, headRev, rows }: LogPage,
  since: number,
  limit: number,
): ChannelChanges & { more: boolean } {
  const last = rows.length === limit ? rows.at(-1)?.rev : undefined;
  const rev = last ?? headRev;
  return { channelId, since, rev, changes: rows.map(toChange), more: rev < headRev };
}
