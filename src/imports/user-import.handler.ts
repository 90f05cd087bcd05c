import { Injectable } from '@nestjs/common';
import { AuthService } from '../auth/auth.service.js';
import type { RowError } from '../contract/imports.js';
import { DomainError, forbidden, notFound } from '../core/errors/domain-error.js';
import { FileStore } from '../core/files/file-store.js';
import type { JobContext, JobHandler } from '../core/jobs/job-handler.js';
import { JobHandlers } from '../core/jobs/job-handlers.js';
import type { JobResult } from '../core/jobs/job-kind.js';
import { UnitOfWork } from '../core/outbox/unit-of-work.js';
import { isServerAdmin } from '../core/security/principal.js';
import { UsersService } from '../users/users.service.js';
import { inputOf, userImport } from './user-import.kind.js';
import { accountIdOf, type ImportedUser, readUserRows, type UserRow } from './user-rows.js';

/** Beyond these, one sees that the file is wrong as a whole. */
const MAX_ERRORS = 1000;

/** Until people say otherwise. */
const UNTOLD = { locale: 'en', timeZone: 'UTC' } as const;

/** Makes accounts from a file, each row all or nothing. Their people choose a password by a reset. */
@Injectable()
export class UserImportHandler implements JobHandler<typeof userImport> {
  readonly kind = userImport;

  constructor(
    handlers: JobHandlers,
    private readonly users: UsersService,
    private readonly auth: AuthService,
    private readonly files: FileStore,
    private readonly unitOfWork: UnitOfWork,
  ) {
    handlers.add(this);
  }

  async run(_: unknown, { jobId, owner, signal, progress }: JobContext): Promise<JobResult<typeof userImport>> {
    if (!owner || !isServerAdmin(owner)) throw forbidden('Only owners and administrators may import accounts');
    const file = await this.files.read(inputOf(jobId));
    if (!file) throw notFound('The file of the import');
    const passwordHash = await this.auth.lockedPassword();
    const result = { created: 0, failed: 0, errors: [] as RowError[] };
    await readUserRows(file.content, signal, async (row) => {
      const errors = await this.take(row, jobId, passwordHash);
      if (errors.length === 0) result.created++;
      else result.failed++;
      result.errors.push(...errors.slice(0, MAX_ERRORS - result.errors.length));
      progress(result.created + result.failed, null);
    });
    return result;
  }

  private async take({ row, user, errors }: UserRow, jobId: string, passwordHash: string): Promise<RowError[]> {
    if (!user) return errors;
    const id = accountIdOf(jobId, row);
    try {
      if (!(await this.users.exists(id))) await this.create(id, user, passwordHash);
      return [];
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'conflict') throw error;
      const [, field = '', message = error.message] = /^(\w+): (.*)$/.exec(error.message) ?? [];
      return [{ row, field, message }];
    }
  }

  private async create(id: string, { role, ...user }: ImportedUser, passwordHash: string): Promise<void> {
    const account = { ...user, email: user.email.toLowerCase(), passwordHash, ...UNTOLD };
    await this.unitOfWork.run((tx) => this.users.create(tx.manager, account, role, id));
  }
}
