import { Injectable } from '@nestjs/common';
import type { Count } from '../observability/instruments.js';
import { Metrics } from '../observability/metrics.js';

const LIMITS = ['sends', 'reports', 'channels', 'events', 'http', 'login', 'invites', 'sockets', 'streams'] as const;
export type Limit = (typeof LIMITS)[number];

/** What was refused because somebody had too much of it. */
@Injectable()
export class RateLimitMetrics {
  /** By limit. */
  readonly refusals: Readonly<Record<Limit, Count>>;

  constructor(metrics: Metrics) {
    const refusals = metrics.counts({
      name: 'tertulia_rate_limited_total',
      help: 'Requests, sockets and streams that were refused by a limit',
      labels: ['limit'],
    });
    this.refusals = Object.fromEntries(LIMITS.map((limit) => [limit, refusals.of({ limit })])) as Record<Limit, Count>;
  }
}
