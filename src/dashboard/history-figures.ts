import type { HistoryFigures } from '../contract/dashboard.js';
import type { ActivityHistoryEntity } from './activity-history.entity.js';
import { cacheOf } from './cache-figures.js';
import { highest, sum, total, under } from './counts.js';
import { percentilesOf } from './latency.js';

export type Recorded = Pick<ActivityHistoryEntity, 'peaks' | 'counts'>;

/** Several minutes as one hour: what was counted adds up, and of peaks there is one. */
export const rolledUp = (rows: readonly Recorded[]): Recorded => ({
  peaks: highest(rows.map(({ peaks }) => peaks)),
  counts: sum(rows.map(({ counts }) => counts)),
});

export function figuresOf({ peaks, counts }: Recorded): HistoryFigures {
  const peak = (name: string) => peaks[name] ?? 0;
  return {
    peak: {
      people: peak('people'),
      sockets: peak('sockets'),
      streams: peak('streams'),
      activeChannels: peak('activeChannels'),
      waitingJobs: peak('waitingJobs'),
    },
    messages: counts['accepted'] ?? 0,
    delivered: counts['delivered'] ?? 0,
    notifications: total(under(counts, 'notification')),
    failedJobs: total(under(counts, 'failure')),
    errors: total(under(counts, 'error')),
    cacheHitRate: cacheOf(counts).hitRate,
    latency: percentilesOf(under(counts, 'deliver/server')),
  };
}
