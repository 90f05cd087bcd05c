import { Injectable } from '@nestjs/common';
import type { DashboardHistory, HistoryRange } from '../contract/dashboard.js';
import type { ActivityHistoryEntity, HistorySpan } from './activity-history.entity.js';
import { ActivityHistoryRepository } from './activity-history.repository.js';
import { figuresOf, type Recorded, rolledUp } from './history-figures.js';

/** What is kept of the answers, and its tag. */
export const HISTORY = 'dashboard-history';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
/** The last minute of an hour is recorded by then, if ever. */
const SETTLED_MS = 2 * MINUTE_MS;
const SPAN_MS: Record<HistorySpan, number> = { minute: MINUTE_MS, hour: HOUR_MS };
const RANGES: Record<HistoryRange, { span: HistorySpan; points: number }> = {
  '24h': { span: 'minute', points: (DAY_HOURS * HOUR_MS) / MINUTE_MS },
  '30d': { span: 'hour', points: 30 * DAY_HOURS },
};
/** A little longer than the range that shows it. */
const KEEP_MS: Record<HistorySpan, number> = { minute: 25 * HOUR_MS, hour: 31 * DAY_HOURS * HOUR_MS };

/** What happened, by minute and by hour. */
@Injectable()
export class ActivityHistory {
  constructor(private readonly history: ActivityHistoryRepository) {}

  /** A point for each span that is over, the oldest first. The hour that is not rolled up yet is made of its minutes. */
  async read(range: HistoryRange, now = new Date()): Promise<DashboardHistory> {
    const { span, points } = RANGES[range];
    const step = SPAN_MS[span];
    const end = startOf(span, now).getTime();
    const first = end - points * step;
    const last = new Date(end - step);
    const recorded = new Map<number, Recorded>();
    for (const row of await this.history.find(span, new Date(first), last)) recorded.set(row.at.getTime(), row);
    if (span === 'hour') await this.addMinutes(recorded, last);
    return {
      range,
      stepSeconds: step / 1000,
      points: Array.from({ length: points }, (_, i) => {
        const at = first + i * step;
        const found = recorded.get(at);
        return { at: new Date(at).toISOString(), figures: found ? figuresOf(found) : null };
      }),
    };
  }

  /**
   * Makes an hour of each that has been over for a while and is not made yet, and the newest again, of which somebody else
   * may have made less. Answers how many.
   */
  async rollUp(now = new Date()): Promise<number> {
    const settled = startOf('hour', new Date(now.getTime() - SETTLED_MS)).getTime();
    const made = await this.history.timeOf('hour', 'newest');
    const hours = await this.hoursOfMinutes(made, new Date(settled - HOUR_MS));
    for (const [at, recorded] of hours) await this.history.replace({ span: 'hour', at: new Date(at), ...recorded });
    return hours.size;
  }

  /** Minutes go when their hour is made, and not before; those of an hour go at once, so that none is made of a part. */
  async deleteOld(now = new Date()): Promise<number> {
    const made = await this.history.timeOf('hour', 'newest');
    const old = startOf('hour', new Date(now.getTime() - KEEP_MS.minute)).getTime();
    const minutesBefore = Math.min(old, made ? made.getTime() + HOUR_MS : 0);
    const minutes = await this.history.deleteBefore('minute', new Date(minutesBefore));
    return minutes + (await this.history.deleteBefore('hour', new Date(now.getTime() - KEEP_MS.hour)));
  }

  private async addMinutes(recorded: Map<number, Recorded>, last: Date): Promise<void> {
    const made = await this.history.timeOf('hour', 'newest');
    const open = made && new Date(made.getTime() + HOUR_MS);
    for (const [at, hour] of await this.hoursOfMinutes(open, last)) if (!recorded.has(at)) recorded.set(at, hour);
  }

  /** Those up to `last` that have minutes, from `first` or from the oldest on. */
  private async hoursOfMinutes(first: Date | null, last: Date): Promise<Map<number, Recorded>> {
    const from = first ?? (await this.history.timeOf('minute', 'oldest'));
    if (!from) return new Map();
    const minutes = await this.history.find('minute', from, new Date(last.getTime() + HOUR_MS - MINUTE_MS));
    const hours = Map.groupBy(minutes, ({ at }: ActivityHistoryEntity) => startOf('hour', at).getTime());
    return new Map([...hours].map(([at, rows]) => [at, rolledUp(rows)]));
  }
}

const startOf = (span: HistorySpan, time: Date): Date =>
  new Date(Math.floor(time.getTime() / SPAN_MS[span]) * SPAN_MS[span]);
