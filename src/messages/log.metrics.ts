import { Injectable } from '@nestjs/common';
import type { LogRun } from '../core/broadcast/log.topic.js';
import type { Count, Spread } from '../core/observability/instruments.js';
import { Metrics } from '../core/observability/metrics.js';

type ReadDoor = 'socket' | 'stream';

/** The logs of channels on their way to readers. */
@Injectable()
export class LogMetrics {
  private readonly delivered: Readonly<Record<ReadDoor, Count>>;
  /** From the commit of a new message to each of its deliveries: its writing here, or its receipt as clients report it. */
  readonly deliver: Readonly<Record<'server' | 'client', Spread>>;
  /** Gaps that were closed from the log: a channel's that this instance had not heard all of, or a client's. */
  readonly repairs: Readonly<Record<'instance' | 'client', Count>>;
  /** Clients that were so far behind that they begin anew. */
  readonly resets: Count;

  constructor(metrics: Metrics) {
    const delivered = metrics.counts({
      name: 'tertulia_messages_delivered_total',
      help: 'Messages and changes of them, written to connections',
      labels: ['door'],
    });
    const deliver = metrics.spreads({
      name: 'tertulia_deliver_seconds',
      help: 'From the commit of a message to its writing to a connection (server) or its receipt (client)',
      labels: ['measured'],
    });
    const repairs = metrics.counts({
      name: 'tertulia_gap_repairs_total',
      help: 'Gaps in what instances or clients that asked had of a channel, closed from its log or answered with a reset',
      labels: ['by', 'outcome'],
    });
    this.delivered = { socket: delivered.of({ door: 'socket' }), stream: delivered.of({ door: 'stream' }) };
    this.deliver = { server: deliver.of({ measured: 'server' }), client: deliver.of({ measured: 'client' }) };
    this.repairs = {
      instance: repairs.of({ by: 'instance', outcome: 'success' }),
      client: repairs.of({ by: 'client', outcome: 'success' }),
    };
    this.resets = repairs.of({ by: 'client', outcome: 'reset' });
  }

  /** A run of so many messages was written to so many connections of this instance. */
  written(
    door: ReadDoor,
    { changes, stamps }: Pick<LogRun, 'stamps'> & { changes: number },
    connections: number,
  ): void {
    const deliveries = connections * changes;
    if (deliveries === 0) return;
    this.delivered[door].add(deliveries);
    // Between instances the clocks' difference is in it.
    if (stamps) this.deliver.server.observe(Math.max(0, Date.now() - stamps.committedAt) / 1000, deliveries);
  }
}
