import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSourceOptions } from 'typeorm';
import { GuardedClient } from './guarded-client.js';

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

const here = dirname(fileURLToPath(import.meta.url));

/** Together with the wait for a connection this keeps a request's answer within 3 s when PostgreSQL is away. */
const CONNECT_TIMEOUT_MS = 1000;
const QUERY_TIMEOUT_MS = 1800;
/** The server gives up a statement that nobody waits for any more. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** An ack promises durability, and `post_messages` needs each of its statements to see the newest commits, whatever the server's defaults are; JIT costs more than it gives on short statements. */
const SESSION_SETTINGS = '-c synchronous_commit=on -c default_transaction_isolation=read\\ committed -c jit=off';

/**
 * The writer runs one function whose every look-up is by key. A plan made while the tables were small must not scan
 * them when they are large, and planning anew costs more than the batch: one plan, by index, for good.
 */
const WRITER_SETTINGS =
  '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off';

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

/** The pool of a running process. */
export const pooledOptions = (url: string, poolSize: number): PostgresOptions => ({
  ...migrationOptions(url),
  poolSize,
  extra: {
    ...connectionOptions(url),
    Client: GuardedClient,
    query_timeout: QUERY_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
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
