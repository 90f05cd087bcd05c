import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { conflict } from '../core/errors/domain-error.js';

const run = promisify(execFile);

/** The major version of a pg_dump; null where the file is none. */
async function majorOf(program: string): Promise<number | null> {
  try {
    const { stdout } = await run(program, ['--version'], { timeout: 5000 });
    return Number(/^pg_dump \(PostgreSQL\) (\d+)/.exec(stdout)?.[1] ?? Number.NaN) || null;
  } catch {
    return null;
  }
}

/**
 * A pg_dump of the server's own major version: an older one refuses, and what a newer one writes an older server may not
 * take back. `binDir`: the only folder to look in; otherwise PATH, and where Debian keeps those of each version.
 */
export async function findPgDump(serverMajor: number, binDir: string | undefined): Promise<string> {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const folders = binDir === undefined ? [`/usr/lib/postgresql/${serverMajor}/bin`, ...path] : [binDir];
  const others = new Set<string>();
  for (const folder of folders) {
    const program = join(folder, 'pg_dump');
    const major = await majorOf(program);
    if (major === serverMajor) return program;
    if (major !== null) others.add(`${program} is of version ${major}`);
  }
  const found = others.size > 0 ? [...others].join(', ') : 'none was found';
  throw conflict(
    `A backup needs the pg_dump of PostgreSQL ${serverMajor} on the worker's machine; ${found}. Set PG_BIN_DIR`,
  );
}

/** The connection as pg_dump takes it from its environment: on a command line everybody could read the password. */
export function connectionEnv(databaseUrl: string): Record<string, string> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(databaseUrl);
  const given = {
    PGHOST: searchParams.get('host') ?? decodeURIComponent(hostname),
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    PGSSLMODE: searchParams.get('sslmode') ?? '',
    PGSSLROOTCERT: searchParams.get('sslrootcert') ?? '',
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
}

/** Writes the database into a file in the custom format. Rejects with what pg_dump says, or when it is aborted. */
export async function dump(program: string, databaseUrl: string, file: string, signal: AbortSignal): Promise<void> {
  const args = ['--format=custom', '--no-password', `--file=${file}`];
  // Only what pg_dump needs: the process's own environment has secrets that are none of its business.
  const env = { PATH: process.env['PATH'], ...connectionEnv(databaseUrl) };
  await run(program, args, { env, signal, maxBuffer: 1024 * 1024 });
}
