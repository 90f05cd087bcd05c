import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import { AppConfig } from '../config/app-config.js';
import { Metrics } from '../observability/metrics.js';
import { GroupRead } from './group-read.js';
import { type Dated, RememberedRead, type Standing } from './remembered-read.js';
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

/** Its answers are the same again as long as nothing is committed, and until their time is over. */
export interface LastingStatement<K, V> extends GroupStatement<K, V> {
  /** Seconds since 1970, from PostgreSQL's clock; null for an answer that time alone can change. */
  until: (row: unknown[]) => number | null;
}

/**
 * Another text from every commit on, before it is acknowledged: which transactions a statement sees is all that decides what
 * it reads. The server's start stands for a server that took over from another, and may have lost its last commits.
 */
const STATE = `concat_ws(' ', pg_current_snapshot(), pg_postmaster_start_time())`;

/** Of cheap look-ups by key more in one statement makes everyone in it wait longer. */
const MOST = 500;
/** Who comes while one is under way need not wait for its end; of more than two each would have too little to do. */
const AT_ONCE = 2;
/** Answers of a kind that are remembered: more than the people who are busy on one instance at a time. */
const MOST_REMEMBERED = 10_000;

/**
 * Makes the group reads, over the process's pool: prepared statements, rows as arrays, no ORM. All of them together take
 * half of its connections: what writes does not wait for what reads.
 */
@Injectable()
export class GroupReads {
  private readonly requests;
  private readonly statements;
  private readonly slots: Slots;
  private readonly standing: GroupRead<null, Standing>;
  private readonly mostRemembered: number;

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
    this.mostRemembered = config.cache.bytes > 0 ? MOST_REMEMBERED : 0;
    this.standing = this.define({
      name: 'database_state',
      // A standby's snapshots do not name all that they see.
      text: `SELECT 1, ${STATE}, extract(epoch FROM now())::float8 WHERE NOT pg_is_in_recovery()`,
      columns: () => [],
      keyOf: () => '',
      toValue: ([, state, now]) => ({ state, now }) as Standing,
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

  /** The same for answers that are given again while they hold. */
  remember<K, V>({ until, ...statement }: LastingStatement<K, V>): RememberedRead<K, V> {
    const reads = this.define<K, Dated<V>>({
      ...statement,
      text: `SELECT answer.*, (SELECT ${STATE}) FROM (${statement.text}) answer`,
      toValue: (row) => ({ value: statement.toValue(row), state: String(row.at(-1)), until: until(row) }),
    });
    return new RememberedRead({
      reads,
      keyOf: statement.keyOf,
      standing: () => this.standing.read(null),
      most: this.mostRemembered,
      requests: this.requests.of({ read: statement.name }),
    });
  }

  private get pool(): pg.Pool {
    // TypeORM has no words for prepared statements; its driver for PostgreSQL says that `master` is its pool.
    return (this.dataSource.driver as unknown as { master: pg.Pool }).master;
  }
}
