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
  written(channelId: string, run: SentRun, sockets: number): void {
    this.log.written('socket', run, sockets);
    const { since, rev, stamps } = run;
    if (stamps && sockets > 0) this.stamps.keep({ channelId, since, rev, committedAt: stamps.committedAt });
  }

  /** A client had a change for `waitedMs` when it said so. Of a change that is not remembered nothing is known. */
  reported(channelId: string, rev: number, waitedMs: number): void {
    const now = Date.now();
    const committedAt = this.stamps.find(channelId, rev, now);
    if (committedAt !== null) this.log.deliver.client.observe(Math.max(0, now - committedAt - waitedMs) / 1000);
  }
}
