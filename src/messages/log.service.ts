import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../channels/channels.service.js';
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
  headSeq: number;
  membersVersion: number;
  frame: Buffer;
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
    const answers = await this.after(asked, limit);
    return {
      channels: ids.map((channelId) => answers.get(channelId) ?? { channelId, error: toAckError(notFound('Channel')) }),
    };
  }

  /** The REST twin of a sync, for one channel. */
  async changes(principal: Principal, channelId: string, { since, limit }: ChangesQuery): Promise<SyncedChannel> {
    await this.channels.requireVisible(principal, channelId);
    const answer = (await this.after([{ channelId, since }], limit)).get(channelId);
    if (!answer) throw notFound('Channel');
    return answer;
  }

  /** For the instances' own use, without a caller: what their sockets have not been sent yet. */
  async runs(cursors: { channelId: string; since: number }[]): Promise<CheckedRun[]> {
    const since = new Map(cursors.map((cursor) => [cursor.channelId, cursor.since]));
    const pages = await this.messages.readLog(cursors, MAX_CHANGES_OF_CHANNEL);
    return pages.map((page) => {
      const { headRev, headSeq, membersVersion } = page;
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
        headSeq,
        membersVersion,
        frame,
      };
    });
  }

  private async after(
    cursors: { channelId: string; since: number }[],
    limit: number,
  ): Promise<Map<string, SyncedChannel>> {
    const since = new Map(cursors.map((cursor) => [cursor.channelId, cursor.since]));
    const answers = new Map<string, SyncedChannel>();
    const lost: string[] = [];
    for (const page of await this.messages.readLog(cursors, limit)) {
      const from = since.get(page.channelId) ?? 0;
      if (from > page.headRev || page.headRev - from > this.config.limits.syncHorizon) lost.push(page.channelId);
      else answers.set(page.channelId, { ...toRun(page, from, limit), reset: false });
      if (from < page.headRev && answers.has(page.channelId)) this.metrics.repairs.client.add();
    }
    this.metrics.resets.add(lost.length);
    if (lost.length === 0) return answers;
    for (const { channelId, headRev, rows } of await this.messages.readNewest(lost, RESET_PAGE)) {
      const changes = rows.map(toChange);
      answers.set(channelId, { channelId, since: 0, rev: headRev, changes, more: false, reset: true });
    }
    return answers;
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
