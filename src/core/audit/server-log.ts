import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export type LogSource = 'audit' | 'system';

/** A line of either log. */
export interface LoggedEntry {
  id: string;
  at: Date;
  source: LogSource;
  action: string;
  target: string;
  actorId: string | null;
  detail: Record<string, unknown>;
}

/** After which line somebody reads on: the place of a line among all that were committed. */
export interface LogPosition {
  tx: bigint;
  id: string;
}

type Row = LoggedEntry & { tx: string };

const AFTER_ALL_IDS = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const COLUMNS = {
  audit: `id, at, 'audit' AS source, action, target, actor_id AS "actorId", detail, tx`,
  system: `id, at, 'system' AS source, action, target, NULL::uuid AS "actorId", detail, tx`,
};
const TABLES = { audit: 'audit_log', system: 'system_events' };
const SOURCES = ['audit', 'system'] as const;

/** No transaction below it is under way: what they wrote is there for good, and nothing comes between. */
const HORIZON = '(SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint)';

/** What was done to the server and what happened to it, as one log. */
@Injectable()
export class ServerLog {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first; `before` is the id of an entry. */
  findPage(before: string | undefined, source: LogSource | undefined, limit: number): Promise<LoggedEntry[]> {
    const from = (one: LogSource) =>
      `(SELECT ${COLUMNS[one]} FROM ${TABLES[one]} WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2)`;
    return this.dataSource.query<LoggedEntry[]>(
      `SELECT id, at, source, action, target, "actorId", detail
       FROM (${(source ? [source] : SOURCES).map(from).join(' UNION ALL ')}) lines ORDER BY id DESC LIMIT $2`,
      [before ?? null, limit],
    );
  }

  /** Where the log ends now: whatever is committed from here on is after it. */
  async end(): Promise<LogPosition> {
    const [row] = await this.dataSource.query<{ horizon: string }[]>(`SELECT ${HORIZON} AS horizon`);
    return { tx: BigInt(row?.horizon ?? 0) - 1n, id: AFTER_ALL_IDS };
  }

  /** In the order of their commits; what is still under way comes with a later call. */
  async findAfter({ tx, id }: LogPosition, limit: number): Promise<{ entry: LoggedEntry; position: LogPosition }[]> {
    const from = (one: LogSource) =>
      `(SELECT ${COLUMNS[one]} FROM ${TABLES[one]} WHERE (tx, id) > ($1, $2) AND tx < ${HORIZON} ORDER BY tx, id LIMIT $3)`;
    const rows = await this.dataSource.query<Row[]>(
      `SELECT * FROM (${SOURCES.map(from).join(' UNION ALL ')}) lines ORDER BY tx, id LIMIT $3`,
      [tx, id, limit],
    );
    return rows.map(({ tx: written, ...entry }) => ({ entry, position: { tx: BigInt(written), id: entry.id } }));
  }
}

export const isAfter = (a: LogPosition, b: LogPosition): boolean => a.tx > b.tx || (a.tx === b.tx && a.id > b.id);
