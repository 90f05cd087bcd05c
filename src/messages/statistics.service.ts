import { Injectable } from '@nestjs/common';
import { type LogPlace, LogCursorsService } from '../channels/log-cursors.service.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import { DailyStatisticsRepository } from './daily-statistics.repository.js';
import { type DayCount, DayCounter } from './day-counter.js';

/** Its name among those that follow the channels' logs. */
const CONSUMER = 'statistics';
/** Messages that one statement reads, however many a day has. */
const PAGE = 5000;

export interface RolledUp {
  days: number;
  messages: number;
}

/**
 * Counts each channel's messages by day. A cursor says how far a channel is counted, and moves in the commit that stores
 * its days: so each run goes on where the last one ended, and what is counted is not counted again.
 */
@Injectable()
export class StatisticsService {
  constructor(
    private readonly cursors: LogCursorsService,
    private readonly statistics: DailyStatisticsRepository,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Channels with messages that are not counted, in order of id. */
  behind(after: string | null, limit: number): Promise<LogPlace[]> {
    return this.cursors.pageBehind(CONSUMER, after, limit);
  }

  /** Counts the channel's days that ended by `end`, a midnight, and tells after each commit what it added. */
  async rollUp(place: LogPlace, end: Date, signal: AbortSignal, stored: (added: RolledUp) => void): Promise<void> {
    const { channelId } = place;
    const start = await this.statistics.findStart(channelId, place.seq, end);
    if (start === null) return;
    const counter = new DayCounter();
    let [cursor, read] = [place.seq, start];
    for (let over = false; !over;) {
      signal.throwIfAborted();
      const page = await this.statistics.findSent(channelId, read, PAGE);
      // Messages stand in the order of their times: the first that is too young ends it.
      const young = page.findIndex(({ createdAt }) => createdAt >= end);
      for (const message of young === -1 ? page : page.slice(0, young)) counter.add(message);
      over = young !== -1 || page.length < PAGE;
      if (over) counter.endDay();
      read = page.at(-1)?.seq ?? read;
      const days = counter.take();
      const last = days.at(-1);
      if (!last) continue;
      if (!(await this.store(channelId, cursor, days, last.lastSeq))) return;
      cursor = last.lastSeq;
      stored({ days: days.length, messages: days.reduce((sum, { messages }) => sum + messages, 0) });
    }
  }

  /** False where another run moved the cursor meanwhile, and goes on from there. */
  private store(channelId: string, from: number, days: DayCount[], to: number): Promise<boolean> {
    return this.unitOfWork.run(async (tx) => {
      const cursor = await this.cursors.lock(tx.manager, CONSUMER, channelId);
      if (cursor?.seq !== from) return false;
      await this.statistics.replace(tx.manager, channelId, days);
      await this.cursors.move(tx.manager, CONSUMER, channelId, { seq: to, afterUser: null });
      return true;
    });
  }
}
