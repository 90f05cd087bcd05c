import pg from 'pg';
import { DataSource } from 'typeorm';
import { connectionOptions, migrationOptions } from './database.options.js';

/** Any constant; all processes that migrate one database take the same lock. */
const MIGRATION_LOCK = 0x7e27_011a;

/** Brings the schema up to date and answers the names of what it ran. Two processes may do so at once. */
export async function migrate(url: string): Promise<string[]> {
  const lock = new pg.Client({ ...connectionOptions(url), connectionTimeoutMillis: 10_000 });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const dataSource = await new DataSource(migrationOptions(url)).initialize();
    try {
      return (await dataSource.runMigrations()).map(({ name }) => name);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await lock.end();
  }
}
