import { Injectable } from '@nestjs/common';
import { Metrics } from '../core/observability/metrics.js';
import type { Counts } from './counts.js';
import { bucketName } from './latency.js';

/** Counters by the labels that the dashboard tells apart; over all others they are added up. */
const COUNTERS: [metric: string, group: string, labels: string[]][] = [
  ['tertulia_messages_accepted_total', 'accepted', []],
  ['tertulia_messages_delivered_total', 'delivered', []],
  ['tertulia_errors_total', 'error', ['code']],
  ['tertulia_notifications_total', 'notification', ['way', 'state']],
  ['tertulia_cache_requests_total', 'cache', ['outcome']],
  ['tertulia_queue_failures_total', 'failure', ['queue']],
];
const LATENCY = { metric: 'tertulia_deliver_seconds', group: 'deliver', label: 'measured' };

/** What this process has counted since its start, as its metrics say: nothing is counted a second time for the dashboard. */
@Injectable()
export class OwnCounts {
  constructor(private readonly metrics: Metrics) {}

  async read(): Promise<Counts> {
    const counts: Record<string, number> = {};
    const add = (name: string, value: number) => {
      if (value > 0) counts[name] = (counts[name] ?? 0) + value;
    };
    for (const [metric, group, labels] of COUNTERS) {
      for (const { labels: at, value } of await this.metrics.values(metric)) {
        add([group, ...labels.map((label) => at[label] ?? '')].join('/'), value);
      }
    }
    for (const { labels, from, to, count } of this.metrics.buckets(LATENCY.metric)) {
      add(`${LATENCY.group}/${labels[LATENCY.label] ?? ''}/${bucketName(from, to)}`, count);
    }
    return counts;
  }

  /** A gauge's values by one of its labels. */
  async byLabel(metric: string, label: string): Promise<Counts> {
    const counts: Record<string, number> = {};
    for (const { labels, value } of await this.metrics.values(metric)) {
      const name = labels[label] ?? '';
      counts[name] = (counts[name] ?? 0) + value;
    }
    return counts;
  }
}
