import { Injectable } from '@nestjs/common';
import type { Job } from '../contract/jobs.js';
import { DomainError, forbidden } from '../core/errors/domain-error.js';
import { FileStore } from '../core/files/file-store.js';
import { newId } from '../core/ids.js';
import { isServerAdmin, type Principal } from '../core/security/principal.js';
import { JobsService } from '../jobs/jobs.service.js';
import { inputOf, userImport } from './user-import.kind.js';

const MAX_BYTES = 10 * 1024 * 1024;

/** Takes files of accounts to make. */
@Injectable()
export class UserImportsService {
  constructor(
    private readonly jobs: JobsService,
    private readonly files: FileStore,
  ) {}

  /** Throws `forbidden` before anything is read of it, and `payload_too_large` past 10 MiB. */
  async start(principal: Principal, csv: AsyncIterable<Uint8Array>): Promise<Job> {
    if (!isServerAdmin(principal)) throw forbidden('Only owners and administrators may import accounts');
    const id = newId();
    try {
      await this.files.write(inputOf(id), limited(csv));
      return await this.jobs.start(principal, userImport, {}, id);
    } catch (error) {
      await this.files.remove(`jobs/${id}`);
      throw error;
    }
  }
}

async function* limited(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new DomainError('payload_too_large', 'An import may have 10 MiB at most');
    yield chunk;
  }
}
