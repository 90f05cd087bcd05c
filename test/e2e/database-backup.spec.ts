import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { findPgDump } from '../../src/jobs/pg-dump.js';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';
import { done, order, overJob } from '../support/jobs.js';

const RUN = '/jobs/schedules/database-backup/run';
const Result = z.object({ file: z.string(), bytes: z.int(), removed: z.array(z.string()) });

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tertulia-backup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The pg_dump that fits the tests' PostgreSQL; null on a machine that has none. */
async function realPgDump(): Promise<string | null> {
  const client = new Client({ connectionString: inject('databaseUrl') });
  await client.connect();
  const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
  await client.end();
  return findPgDump(Math.floor(Number(rows[0]?.server_version_num) / 10_000), undefined).catch(() => null);
}

async function refusalWith(binDir: string): Promise<unknown> {
  const server = await Server.start({ worker: true, env: { PG_BIN_DIR: binDir, BACKUP_DIR: join(folder, 'backups') } });
  const admin = await Person.register(server);
  const { id } = await order(admin, RUN);
  const { state, error } = await overJob(admin, id);
  await server.stop();
  return { state, ...error };
}

it('without a pg_dump a backup fails and says what is missing', async () => {
  expect(await refusalWith(folder)).toMatchObject({
    state: 'failed',
    code: 'conflict',
    message: expect.stringMatching(/needs the pg_dump of PostgreSQL \d+ .*none was found.*PG_BIN_DIR/),
  });
});

it('with the pg_dump of another version it fails too, and leaves nothing behind', async () => {
  const other = join(folder, 'pg_dump');
  writeFileSync(other, '#!/bin/sh\necho "pg_dump (PostgreSQL) 9.6.24"\n');
  chmodSync(other, 0o755);
  expect(await refusalWith(folder)).toMatchObject({
    state: 'failed',
    message: expect.stringContaining(`${other} is of version 9`),
  });
  expect(existsSync(join(folder, 'backups'))).toBe(false);
});

it('a backup can be restored, and only the newest are kept', async ({ skip }) => {
  const pgDump = await realPgDump();
  if (!pgDump) return skip('this machine has no pg_dump of the version of its PostgreSQL');
  const server = await Server.start({ worker: true, env: { BACKUP_DIR: folder, BACKUP_KEEP: '2' } });
  const admin = await Person.register(server);
  const { id } = await admin.createChannel();
  await admin.post(id, 'to be kept');
  const files: string[] = [];
  for (let i = 0; i < 3; i++) files.push(Result.parse((await done(admin, RUN)).result).file);
  expect(readdirSync(folder).toSorted()).toEqual(files.slice(1).toSorted());
  const restored = `${server.env['REDIS_PREFIX']}_restored`;
  await server.db.query(`CREATE DATABASE ${restored}`);
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${restored}`;
  const file = join(folder, files[2] ?? '');
  execFileSync(join(dirname(pgDump), 'pg_restore'), ['--exit-on-error', '--no-owner', `--dbname=${url.href}`, file]);
  const copy = new Client({ connectionString: url.href });
  await copy.connect();
  const { rows } = await copy.query('SELECT body FROM messages');
  await copy.end();
  await server.db.query(`DROP DATABASE ${restored} WITH (FORCE)`);
  await server.stop();
  expect(rows).toEqual([{ body: 'to be kept' }]);
});
