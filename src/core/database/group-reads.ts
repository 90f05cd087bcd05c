import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import { AppConfig } from '../config/app-config.js';
import { Metrics } from '../observability/metrics.js';
import { GroupRead } from './group-read.js';
import { Slots } from './slots.js';

type Column = (string | number | null)[];

export interface GroupStatement<K, V> {
  /** Names the prepared statement, and stands in the metrics. */
  name: string;
  /** Takes one array for each column of the questions. Its first column says which question a row answers: 1, 2, 3 … */
  text: string;
  columns: (keys: K[]) => Column[];
  keyOf: (key: K) => string;
  toValue: (row: unknown[]) => V;
  atOnce?: number;
  most?: number;
}

/** Of cheap look-ups by key more in one statement makes everyone in it wait longer. */
const MOST = 500;
/** Who comes while one is under way need not wait for its end; of more than two each would have too little to do. */
const AT_ONCE = 2;

/**
 * Makes the group reads, over the process's pool: prepared statements, rows as arrays, no ORM. All of them together take
 * half of its connections: what writes does not wait for what reads.
 */
@Injectable()
export class GroupReads {
  private readonly requests;
  private readonly statements;
  private readonly slots: Slots;

  constructor(
    private readonly dataSource: DataSource,
    config: AppConfig,
    metrics: Metrics,
  ) {
    this.slots = new Slots(Math.max(1, Math.floor(config.database.poolSize / 2)));
    this.requests = metrics.counts({
      name: 'tertulia_group_read_requests_total',
      help: 'Questions to PostgreSQL that share statements',
      labels: ['read'],
    });
    this.statements = metrics.counts({
      name: 'tertulia_group_read_statements_total',
      help: 'Statements that answered them',
      labels: ['read'],
    });
  }

  define<K, V>({
    name,
    text,
    columns,
    toValue,
    atOnce = AT_ONCE,
    most = MOST,
    keyOf,
  }: GroupStatement<K, V>): GroupRead<K, V> {
    const read = { read: name };
    return new GroupRead({
      keyOf,
      atOnce,
      most,
      slots: this.slots,
      requests: this.requests.of(read),
      statements: this.statements.of(read),
      ask: async (keys) => {
        const query = { name, text, values: columns(keys), rowMode: 'array' as const };
        const { rows } = await this.pool.query<unknown[]>(query);
        return new Map(rows.map((row) => [Number(row[0]) - 1, toValue(row)]));
      },
    });
  }

  private get pool(): pg.Pool {
    // TypeORM has no words for prepared statements; its driver for PostgreSQL says that `master` is its pool.
    return (this.dataSource.driver as unknown as { master: pg.Pool }).master;
  }
}
