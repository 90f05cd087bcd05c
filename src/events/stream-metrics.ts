import { Injectable } from '@nestjs/common';
import { Metrics } from '../core/observability/metrics.js';

/** What a stream is of; the label of its figures. */
export type StreamName = 'channel' | 'dashboard' | 'job' | 'log' | 'notifications';

/**
 * Why a stream ended: its client left, its session is over, it may not be read any more, its client does not take what
 * is written, the instance stops, there is nothing more to come, or it could not go on.
 */
export type EndReason = 'client' | 'session' | 'access' | 'slow' | 'shutdown' | 'complete' | 'error';

/** Counts the streams of one name. */
export interface OpenStreams {
  opened(): void;
  closed(reason: EndReason): void;
  /** To `streams` clients, one event each. */
  sent(streams: number): void;
}

@Injectable()
export class StreamMetrics {
  private readonly open = new Map<StreamName, number>();
  /** Events of this turn: a counter is too dear for each of thousands. */
  private readonly sent = new Map<StreamName, number>();
  private readonly events;
  private readonly disconnects;

  constructor(metrics: Metrics) {
    metrics.gauge({
      name: 'tertulia_streams',
      help: 'Event streams (SSE) that are open',
      labels: ['stream'],
      observe: () => Promise.resolve([...this.open].map(([stream, value]) => ({ labels: { stream }, value }))),
    });
    this.events = metrics.counter({
      name: 'tertulia_stream_events_total',
      help: 'Events written to event streams, once for each client',
      labels: ['stream'],
    });
    this.disconnects = metrics.counter({
      name: 'tertulia_stream_disconnects_total',
      help: 'Event streams that ended, by what ended them',
      labels: ['stream', 'reason'],
    });
  }

  of(stream: StreamName): OpenStreams {
    return {
      opened: () => this.count(stream, 1),
      closed: (reason) => {
        this.count(stream, -1);
        this.disconnects.inc({ stream, reason });
      },
      sent: (streams) => {
        if (this.sent.size === 0) setImmediate(() => this.flush());
        this.sent.set(stream, (this.sent.get(stream) ?? 0) + streams);
      },
    };
  }

  private count(stream: StreamName, change: number): void {
    this.open.set(stream, (this.open.get(stream) ?? 0) + change);
  }

  private flush(): void {
    for (const [stream, value] of this.sent) this.events.inc({ stream }, value);
    this.sent.clear();
  }
}
