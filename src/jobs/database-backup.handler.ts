import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppConfig } from '../core/config/app-config.js';
import type { JobContext, JobHandler } from '../core/jobs/job-handler.js';
import { JobHandlers } from '../core/jobs/job-handlers.js';
import type { JobResult } from '../core/jobs/job-kind.js';
import { databaseBackup } from './database-backup.kind.js';
import { dump, findPgDump } from './pg-dump.js';

const OURS = /^tertulia-\d{8}T\d{6}Z-[\da-f-]{36}\.dump$/;

/** Copies the database into a folder of the worker's machine, and keeps the newest copies. */
@Injectable()
export class DatabaseBackupHandler implements JobHandler<typeof databaseBackup> {
  readonly kind = databaseBackup;

  constructor(
    handlers: JobHandlers,
    private readonly dataSource: DataSource,
    private readonly config: AppConfig,
  ) {
    handlers.add(this);
  }

  async run(_: unknown, { jobId, signal, progress }: JobContext): Promise<JobResult<typeof databaseBackup>> {
    const { dir, keep, pgBinDir } = this.config.backup;
    const program = await findPgDump(await this.serverMajor(), pgBinDir);
    const folder = resolve(dir);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = `tertulia-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${jobId}.dump`;
    const part = join(folder, `${file}.part`);
    progress(0, null, 'pg_dump is running');
    try {
      await dump(program, this.config.database.url, part, signal);
      await rename(part, join(folder, file));
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    const { size } = await stat(join(folder, file));
    return { file, bytes: size, removed: await this.removeOldest(folder, keep) };
  }

  private async serverMajor(): Promise<number> {
    const [row] = await this.dataSource.query<{ version: number }[]>(
      `SELECT current_setting('server_version_num')::int / 10000 AS version`,
    );
    return row?.version ?? 0;
  }

  /** Only after a new one is whole, and only files of our own making. */
  private async removeOldest(folder: string, keep: number): Promise<string[]> {
    const backups = (await readdir(folder)).filter((name) => OURS.test(name)).toSorted();
    const old = backups.slice(0, Math.max(0, backups.length - keep));
    for (const name of old) await rm(join(folder, name), { force: true });
    return old;
  }
}
