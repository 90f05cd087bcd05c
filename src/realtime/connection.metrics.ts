import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ErrorCode } from '../contract/errors.js';
import type { Count } from '../core/observability/instruments.js';
import type { Sample } from '../core/observability/instruments.js';
import { usedBytes, watchLiveMemory } from '../core/observability/live-memory.js';
import { Metrics } from '../core/observability/metrics.js';
import { ConnectionMemory } from './connection-memory.js';
import { LocalUsers } from './local-users.js';
import type { ClientServer } from './socket.js';

/** Why a connection was refused or lost, besides the codes of the contract. What its client or server wants is no error. */
const REASONS = [
  'bad_request',
  'origin',
  'ping_timeout',
  'transport_error',
  'parse_error',
  'not_reading',
  'flood',
] as const;
type Reason = (typeof REASONS)[number];

/** Socket.IO's words for the end of a connection: https://socket.io/docs/v4/server-socket-instance/#disconnect */
const ENDS: Record<string, Reason> = {
  'ping timeout': 'ping_timeout',
  'transport error': 'transport_error',
  'parse error': 'parse_error',
};
/** Engine.IO's `FORBIDDEN`: what `allowRequest` did not allow. */
const FORBIDDEN = 4;

/** The connections of this instance: how many, how they fail, and what they take. */
@Injectable()
export class ConnectionMetrics implements OnApplicationShutdown {
  readonly opened: Count;
  /** Sockets that were asked to sync all of their channels. */
  readonly resyncs: Count;
  private readonly errors;
  private readonly memory = new ConnectionMemory(usedBytes());
  private readonly stopWatch = watchLiveMemory((bytes) => this.memory.measured(bytes, this.count()));

  constructor(
    private readonly local: LocalUsers,
    metrics: Metrics,
  ) {
    this.opened = metrics.count({ name: 'tertulia_connections_total', help: 'Sockets that were let in' });
    this.resyncs = metrics.count({
      name: 'tertulia_resyncs_total',
      help: 'Sockets that were asked to sync, because publications were lost',
    });
    this.errors = metrics.counts({
      name: 'tertulia_connection_errors_total',
      help: 'Sockets that were refused, or ended otherwise than by their client or a rule of the server',
      labels: ['reason'],
    });
    for (const reason of REASONS) this.errors.of({ reason });
    metrics.gauge({
      name: 'tertulia_sockets',
      help: 'Sockets that are connected to this instance',
      labels: ['transport'],
      observe: () => this.byTransport(),
    });
    metrics.gauge({
      name: 'tertulia_users_connected',
      help: 'Users with a socket on this instance',
      observe: () => [{ labels: {}, value: local.size }],
    });
    metrics.gauge({
      name: 'tertulia_connection_memory_bytes',
      help: 'Live memory beyond that without connections, by socket, as of the last full garbage collection: an estimate',
      observe: () => this.memoryByEach(),
    });
  }

  onApplicationShutdown(): void {
    this.stopWatch();
  }

  /** Requests that never become a connection. */
  watch({ engine }: ClientServer): void {
    engine.on('connection_error', ({ code }: { code: number }) =>
      this.failed(code === FORBIDDEN ? 'origin' : 'bad_request'),
    );
  }

  refused(code: ErrorCode): void {
    this.errors.of({ reason: code }).add();
  }

  failed(reason: Reason): void {
    this.errors.of({ reason }).add();
  }

  ended(reason: string): void {
    const error = ENDS[reason];
    if (error) this.failed(error);
  }

  private byTransport(): Sample<'transport'>[] {
    const counts = { websocket: 0, polling: 0 };
    for (const { conn } of this.local.sockets())
      counts[conn.transport.name === 'websocket' ? 'websocket' : 'polling']++;
    return Object.entries(counts).map(([transport, value]) => ({ labels: { transport }, value }));
  }

  private memoryByEach(): Sample<never>[] {
    const { bytes } = this.memory;
    return bytes === null || this.count() === 0 ? [] : [{ labels: {}, value: bytes }];
  }

  private count(): number {
    return [...this.local.sockets()].length;
  }
}
