import { Injectable } from '@nestjs/common';
import type { Counts } from './counts.js';
import type { InstanceReport } from './dashboard.topics.js';
import { EventLoopDelay } from './event-loop-delay.js';
import { OwnConnections } from './own-connections.js';
import { OwnCounts } from './own-counts.js';

interface Own {
  figures: Pick<
    InstanceReport,
    'role' | 'memory' | 'eventLoopDelay' | 'sockets' | 'streams' | 'byTransport' | 'byStream'
  >;
  counts: Counts;
  userIds: Set<string>;
}

/** What this process is doing now. */
@Injectable()
export class OwnFigures {
  constructor(
    private readonly own: OwnCounts,
    private readonly connections: OwnConnections,
    private readonly delay: EventLoopDelay,
  ) {}

  async read(): Promise<Own> {
    const counts = await this.own.read();
    const byTransport = await this.own.byLabel('tertulia_sockets', 'transport');
    const byStream = await this.own.byLabel('tertulia_streams', 'stream');
    const { rss: resident, heapUsed } = process.memoryUsage();
    const eventLoopDelay = this.delay.read();
    // Read last: how many there are and who they are is of one moment.
    const { sockets, streams, userIds } = this.connections.read();
    const { role } = this.connections;
    const figures = { role, memory: { resident, heapUsed }, eventLoopDelay, sockets, streams, byTransport, byStream };
    return { figures, counts, userIds };
  }
}
