import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSourceOptions } from 'typeorm';
import { GuardedClient } from './guarded-client.js';

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

const here = dirname(fileURLToPath(import.meta.url));

const CONNECT_TIMEOUT_MS = 1000;
/** Of what a request waits: to get a connection, and for an answer; the rest is for saying that there was none. */
const CONNECT_SHARE = 1 / 3;
const QUERY_SHARE = 0.6;
/** The server gives up a statement that nobody waits for any more. */
const STATEMENT_TIMEOUT_MS = 10_000;

const settings = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');

/**
 * What a process holds when it, its host or its network is lost, the server lets go: of a transaction in which nobody says
 * anything, long after any of ours would have; of a statement whose connection is closed, while it waits for a lock too; of
 * a peer that the network does not reach. The transactions themselves do nothing but statements.
 */
const LOSS_SETTINGS = settings({
  idle_in_transaction_session_timeout: '10s',
  client_connection_check_interval: '1s',
  tcp_keepalives_idle: '5',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3',
});

/** An ack promises durability, and `post_messages` needs each of its statements to see the newest commits, whatever the server's defaults are; JIT costs more than it gives on short statements. */
const SESSION_SETTINGS = `${settings({
  synchronous_commit: 'on',
  default_transaction_isolation: 'read\\ committed',
  jit: 'off',
})} ${LOSS_SETTINGS}`;

/**
 * The writer runs one function whose every look-up is by key. A plan made while the tables were small must not scan
 * them when they are large, and planning anew costs more than the batch: one plan, by index, for good.
 */
const WRITER_SETTINGS = settings({
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
});

export const connectionOptions = (url: string) => ({
  connectionString: url,
  application_name: 'tertulia',
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  keepAlive: true,
  options: SESSION_SETTINGS,
});

export const writerOptions = (url: string) => ({
  ...connectionOptions(url),
  options: `${SESSION_SETTINGS} ${WRITER_SETTINGS}`,
});

interface Pooled {
  url: string;
  poolSize: number;
  timeoutMs: number;
}

/** The pool of a running process, whose users know within `timeoutMs` when PostgreSQL is away. */
export const pooledOptions = ({ url, poolSize, timeoutMs }: Pooled): PostgresOptions => ({
  ...migrationOptions(url),
  poolSize,
  extra: {
    ...connectionOptions(url),
    Client: GuardedClient,
    connectionTimeoutMillis: Math.round(timeoutMs * CONNECT_SHARE),
    query_timeout: Math.round(timeoutMs * QUERY_SHARE),
    statement_timeout: Math.max(STATEMENT_TIMEOUT_MS, timeoutMs),
  },
});

/** Without time-outs: a migration may take its time. */
export const migrationOptions = (url: string): PostgresOptions => ({
  type: 'postgres',
  url,
  applicationName: 'tertulia',
  migrations: [join(here, 'migrations', '[0-9]*.{js,ts}')],
  migrationsTableName: 'migrations',
  migrationsTransactionMode: 'each',
  installExtensions: false,
});
