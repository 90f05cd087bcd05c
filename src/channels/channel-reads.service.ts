import { Injectable } from '@nestjs/common';
import type { BrowseQuery, Channel } from '../contract/channels.js';
import type { Page } from '../contract/page.js';
import { CacheService } from '../core/cache/cache.service.js';
import { SharedVersions } from '../core/cache/shared-versions.service.js';
import { VersionSources } from '../core/cache/version-sources.js';
import { badCursor, UUID } from '../core/errors/cursor.js';
import { notFound, unauthenticated } from '../core/errors/domain-error.js';
import type { Actor, Principal } from '../core/security/principal.js';
import { toChannel } from './channel.mapper.js';
import { ChannelsRepository, type ReadableHead } from './channels.repository.js';

/** Where a log stands for somebody who may read it, and the version of the channel's memberships for which that holds. */
export type LogStanding = Pick<ReadableHead, 'rev' | 'membersVersion'>;

/** What is asked of channels most, cheaply and as of now: shared look-ups, and the versions of what may be kept. */
@Injectable()
export class ChannelReads {
  constructor(
    private readonly channels: ChannelsRepository,
    private readonly cache: CacheService,
    private readonly versions: SharedVersions,
    sources: VersionSources,
  ) {
    sources.join(this);
  }

  /** Throws `not_found` where the caller may not know of the channel. */
  async requireReadable(principal: Actor, channelId: string): Promise<ReadableHead> {
    const head = await this.channels.readableHead(channelId, principal.userId);
    if (!head) throw notFound('Channel');
    return head;
  }

  /**
   * Where the channel's log stands, and whether the caller's session lives, by one look-up. Throws `unauthenticated` where it
   * has ended, `not_found` where the caller may not know of the channel.
   */
  async standingInSession({ userId, sessionId }: Principal, channelId: string): Promise<LogStanding> {
    const found = await this.channels.readableInLiveSession({ channelId, userId, sessionId });
    if (!found) throw unauthenticated('The session has ended');
    if (!found.head) throw notFound('Channel');
    return found.head;
  }

  /** Public channels that anyone may join. The list is kept, and where each log stands is looked up. */
  async browse({ query, cursor, limit }: BrowseQuery): Promise<Page<Channel>> {
    const version = await this.versions.read('directory');
    const after = browseCursor(cursor);
    const text = await this.cache.current('browse', `${limit}:${cursor ?? ''}:${query}`, String(version), async () =>
      JSON.stringify((await this.channels.findPublicPage(query, after, limit)).map(toChannel)),
    );
    const listed = JSON.parse(text) as Channel[];
    const heads = await Promise.all(listed.map(({ id }) => this.channels.head(id)));
    const last = listed.length === limit ? listed.at(-1) : undefined;
    return {
      items: listed.map((channel, index) => ({ ...channel, ...heads[index] })),
      nextCursor: last ? Buffer.from(`${last.id}${(last.name ?? '').toLowerCase()}`).toString('base64url') : null,
    };
  }

  /** Moves with whatever the caller's list of channels shows. */
  listVersion({ userId }: Actor): Promise<string> {
    return this.channels.listVersion(userId);
  }

  /** Moves with whatever the list of the channel's members shows, their names too. */
  async rosterVersion(principal: Actor, channelId: string): Promise<string> {
    const [{ rosterVersion }, people] = await Promise.all([
      this.requireReadable(principal, channelId),
      this.versions.read('people'),
    ]);
    return `${rosterVersion}.${people}`;
  }
}

function browseCursor(cursor: string | undefined): { name: string; id: string } | null {
  if (cursor === undefined) return null;
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!UUID.test(text.slice(0, 36)) || text.includes('\0')) throw badCursor();
  return { id: text.slice(0, 36), name: text.slice(36) };
}
