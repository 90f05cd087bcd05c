import { Injectable } from '@nestjs/common';
import { ChannelReads, type LogStanding } from '../channels/channel-reads.service.js';
import type { HistoryQuery } from '../contract/messages.js';
import { CacheService } from '../core/cache/cache.service.js';
import { SingleFlight } from '../core/cache/single-flight.js';
import { AppConfig } from '../core/config/app-config.js';
import { notFound } from '../core/errors/domain-error.js';
import type { Actor, Principal } from '../core/security/principal.js';
import { HistoryPages } from './history-pages.js';
import { HotPage, HotPages } from './hot-pages.js';

const CACHE = 'history';

/**
 * Pages of history, each with the rev that it is true for. Whether the caller may read the channel, and where its log
 * stands, is asked of PostgreSQL for every request; the newest pages are kept as bytes, and count as long as that rev is
 * theirs. See docs/adr/0013-validated-reads.md.
 */
@Injectable()
export class HistoryService {
  private readonly hot: HotPages;
  private readonly flights = new SingleFlight<HotPage>();

  constructor(
    private readonly channels: ChannelReads,
    private readonly pages: HistoryPages,
    private readonly cache: CacheService,
    config: AppConfig,
  ) {
    this.hot = new HotPages(config.cache.bytes / 2);
  }

  /** Where the channel's log stands for the caller. Throws `not_found` where they may not know of the channel. */
  standing(principal: Actor, channelId: string): Promise<LogStanding> {
    return this.channels.requireReadable(principal, channelId);
  }

  /** The same for a caller whose session is not known to live: throws `unauthenticated` where it has ended. */
  standingInSession(principal: Principal, channelId: string): Promise<LogStanding> {
    return this.channels.standingInSession(principal, channelId);
  }

  /**
   * A page that has everything up to where the log stood for the caller, who has just asked that. Throws `not_found` where
   * they were removed meanwhile: it may have what was written after that.
   */
  async page(principal: Actor, channelId: string, asked: LogStanding, query: HistoryQuery): Promise<HotPage> {
    const page = await this.find(channelId, asked.rev, query);
    if (page.at.membersVersion > asked.membersVersion) await this.channels.requireReadable(principal, channelId);
    return page;
  }

  /** Counts an answer that the caller had already. */
  notModified(): void {
    this.cache.count(CACHE, 'not_modified');
  }

  private async find(channelId: string, rev: number, query: HistoryQuery): Promise<HotPage> {
    if (query.before !== undefined || query.after !== undefined || query.around !== undefined) {
      this.cache.count(CACHE, 'bypass');
      return this.read(channelId, query);
    }
    const key = `${channelId}:${query.limit}`;
    const hot = this.hot.find(key, rev);
    this.cache.count(CACHE, hot ? 'hit' : 'miss');
    if (hot) return hot;
    return this.flights.do(`${key}:${rev}`, async () => {
      const page = await this.read(channelId, query);
      return this.hot.put(key, page.at, page.json);
    });
  }

  private async read(channelId: string, query: HistoryQuery): Promise<HotPage> {
    const page = await this.pages.read(channelId, query);
    if (!page) throw notFound('Channel');
    const { rev, membersVersion, json } = page;
    return new HotPage({ rev, membersVersion }, Buffer.from(json));
  }
}
