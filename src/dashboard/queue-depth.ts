import { Injectable } from '@nestjs/common';
import type { QueueFigures } from '../contract/dashboard.js';
import { Metrics } from '../core/observability/metrics.js';

/** How many jobs there are in the queues: the same from every web instance, which looks into Redis when it is asked. */
@Injectable()
export class QueueDepth {
  constructor(private readonly metrics: Metrics) {}

  /** Null while Redis does not answer. */
  async read(): Promise<QueueFigures[] | null> {
    const values = await this.metrics.values('tertulia_queue_jobs');
    if (values.length === 0) return null;
    const queues = Map.groupBy(values, ({ labels }) => labels['queue'] ?? '');
    return [...queues].map(([name, states]) => {
      const of = (...wanted: string[]) =>
        states.reduce((count, { labels, value }) => count + (wanted.includes(labels['state'] ?? '') ? value : 0), 0);
      const waiting = of('waiting', 'prioritized');
      return { name, waiting, active: of('active'), delayed: of('delayed'), failed: of('failed') };
    });
  }

  /** Those that are due, in all queues. */
  async waiting(): Promise<number> {
    return (await this.read())?.reduce((count, { waiting }) => count + waiting, 0) ?? 0;
  }
}
