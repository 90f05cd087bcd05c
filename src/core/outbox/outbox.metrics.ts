import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Sample } from '../observability/instruments.js';
import { Metrics } from '../observability/metrics.js';

/** What is committed and has not been told, or carried out, yet: the same from every process. */
@Injectable()
export class OutboxMetrics {
  constructor(
    private readonly dataSource: DataSource,
    metrics: Metrics,
  ) {
    metrics.gauge({
      name: 'tertulia_outbox_rows',
      help: 'Committed events of which not everyone is known to have been told',
      observe: () => this.ask('SELECT count(*)::int AS value FROM outbox'),
    });
    metrics.gauge({
      name: 'tertulia_outbox_lag_seconds',
      help: 'Age of the oldest of them; 0 where there is none',
      observe: () =>
        this.ask(
          `SELECT coalesce(greatest(extract(epoch FROM clock_timestamp() - min(created_at)), 0), 0)::float8 AS value
           FROM outbox`,
        ),
    });
    metrics.gauge({
      name: 'tertulia_recorded_events',
      help: 'Events that the worker has to carry out, and those that it gave up',
      labels: ['state'],
      observe: () => this.recorded(),
    });
  }

  private async ask(statement: string): Promise<Sample<never>[]> {
    const [row] = await this.dataSource.query<{ value: number }[]>(statement);
    return row ? [{ labels: {}, value: row.value }] : [];
  }

  private async recorded(): Promise<Sample<'state'>[]> {
    const [row] = await this.dataSource.query<{ waiting: number; failed: number }[]>(
      `SELECT count(*) FILTER (WHERE failed_at IS NULL)::int AS waiting, count(failed_at)::int AS failed
       FROM recorded_events`,
    );
    return Object.entries(row ?? {}).map(([state, value]) => ({ labels: { state }, value }));
  }
}
