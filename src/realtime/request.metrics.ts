import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '../contract/errors.js';
import type { RequestName } from '../contract/socket-events.js';
import { ErrorMetrics } from '../core/errors/error.metrics.js';
import type { Count, Spread } from '../core/observability/instruments.js';
import { Metrics } from '../core/observability/metrics.js';
import { MessageMetrics } from '../messages/message.metrics.js';
import { ConnectionMetrics } from './connection.metrics.js';

/** What becomes of the requests of one name. */
export interface RequestCounts {
  ok: Count;
  /** How long its acks take, where that is measured. */
  ack: Spread | null;
}

/** Requests that there are not: their names are the clients'. */
const UNKNOWN = 'unknown';

/** The requests that come over sockets. */
@Injectable()
export class RequestMetrics {
  private readonly requests;

  constructor(
    private readonly messages: MessageMetrics,
    private readonly errors: ErrorMetrics,
    private readonly connections: ConnectionMetrics,
    metrics: Metrics,
  ) {
    this.requests = metrics.counts({
      name: 'tertulia_requests_total',
      help: 'Requests over sockets, by what they were answered: ok, or the code of the error',
      labels: ['request', 'outcome'],
    });
  }

  /** To keep for as long as requests of this name are answered. */
  of(request: RequestName): RequestCounts {
    const ack = request === 'message:send' ? this.messages.ack.socket : null;
    return { ok: this.requests.of({ request, outcome: 'ok' }), ack };
  }

  refused(request: RequestName | null, code: ErrorCode): void {
    this.requests.of({ request: request ?? UNKNOWN, outcome: code }).add();
    this.errors.answered('socket', code);
  }

  /** A socket is closed for what it goes on asking. */
  flooded(): void {
    this.connections.failed('flood');
  }
}
