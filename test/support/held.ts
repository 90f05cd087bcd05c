import { until } from './cluster/until.js';
import type { Server } from './app.js';

/** Whether somebody waits for what the transaction of `server.db` holds. */
export async function isWaitedFor({ db }: Server): Promise<boolean> {
  const { rows } = await db.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))',
  );
  return (rows[0]?.n ?? 0) > 0;
}

/** What is answered where the row that `select` holds changes while the request waits for it. */
export async function answeredAfter<T>(
  server: Server,
  [select, ...changes]: string[],
  ask: () => Promise<T>,
): Promise<T> {
  await server.db.query('BEGIN');
  try {
    await server.db.query(select ?? '');
    const answer = ask();
    await until('the request waits', () => isWaitedFor(server), 30_000);
    for (const change of changes) await server.db.query(change);
    await server.db.query('COMMIT');
    return await answer;
  } finally {
    await server.db.query('ROLLBACK');
  }
}
