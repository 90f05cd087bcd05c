import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import type { Sample } from '../observability/instruments.js';
import { Metrics } from '../observability/metrics.js';

/** The pool of connections to PostgreSQL of this process. The writer's own connection is not in it. */
@Injectable()
export class DatabaseMetrics {
  constructor(
    private readonly dataSource: DataSource,
    metrics: Metrics,
  ) {
    metrics.gauge({
      name: 'tertulia_database_pool_connections',
      help: 'Connections to PostgreSQL by what they do: used or idle',
      labels: ['state'],
      observe: () => this.connections(),
    });
    metrics.gauge({
      name: 'tertulia_database_pool_waiting_requests',
      help: 'Queries that wait for a connection',
      observe: () => this.pools().map(({ waitingCount }) => ({ labels: {}, value: waitingCount })),
    });
  }

  private connections(): Sample<'state'>[] {
    return this.pools().flatMap(({ totalCount, idleCount }) => [
      { labels: { state: 'used' }, value: totalCount - idleCount },
      { labels: { state: 'idle' }, value: idleCount },
    ]);
  }

  /** None where the driver has none: then nothing is told. */
  private pools(): pg.Pool[] {
    const { driver } = this.dataSource;
    return 'master' in driver && isPool(driver.master) ? [driver.master] : [];
  }
}

const isPool = (value: unknown): value is pg.Pool =>
  typeof value === 'object' && value !== null && 'totalCount' in value && 'waitingCount' in value;
