import { Injectable } from '@nestjs/common';
import type { SentRun } from '../messages/channel-feed.service.js';
import { LogMetrics } from '../messages/log.metrics.js';
import { CommitStamps } from './commit-stamps.js';

/** How soon after their commit messages reach sockets, and clients. */
@Injectable()
export class DeliveryMetrics {
  private readonly stamps = new CommitStamps();

  constructor(private readonly log: LogMetrics) {}

  /** A run was written to that many sockets of this instance. */
  written(channelId: string, { since, rev, stamps, changes }: SentRun, sockets: number): void {
    const deliveries = sockets * changes;
    if (deliveries === 0) return;
    this.log.delivered.socket.add(deliveries);
    if (!stamps) return;
    // Between instances the clocks' difference is in it.
    this.log.deliver.server.observe(Math.max(0, Date.now() - stamps.committedAt) / 1000, deliveries);
    this.stamps.keep({ channelId, since, rev, committedAt: stamps.committedAt });
  }

  /** A client had a change for `waitedMs` when it said so. Of a change that is not remembered nothing is known. */
  reported(channelId: string, rev: number, waitedMs: number): void {
    const now = Date.now();
    const committedAt = this.stamps.find(channelId, rev, now);
    if (committedAt !== null) this.log.deliver.client.observe(Math.max(0, now - committedAt - waitedMs) / 1000);
  }
}
