import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { pooledOptions } from './database.options.js';

const ASK_EVERY_MS = 1000;
const PATIENCE_MS = 3000;

/** Waits until PostgreSQL answers and its schema is up to date, however long that takes; `say` hears each reason once. */
export async function databaseReady(url: string, say: (reason: string) => void): Promise<void> {
  let last = '';
  for (;;) {
    const reason = await missing(url);
    if (reason === '') return;
    if (reason !== last) say(reason);
    last = reason;
    await sleep(ASK_EVERY_MS);
  }
}

async function missing(url: string): Promise<string> {
  const dataSource = new DataSource(pooledOptions({ url, poolSize: 1, timeoutMs: PATIENCE_MS }));
  try {
    await dataSource.initialize();
    return (await dataSource.showMigrations()) ? 'the database schema is not up to date: node dist/cli.js migrate' : '';
  } catch (error) {
    return `PostgreSQL does not answer at DATABASE_URL: ${String(error)}`;
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy().catch(() => undefined);
  }
}
