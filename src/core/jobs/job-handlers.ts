import { Injectable } from '@nestjs/common';
import { JobKindName } from '../../contract/jobs.js';
import { ConfigurationError } from '../config/app-config.js';
import type { JobHandler } from './job-handler.js';
import type { JobKind } from './job-kind.js';

/** Who does which kind of job in this process. */
@Injectable()
export class JobHandlers {
  private readonly byKind = new Map<string, JobHandler>();

  add<K extends JobKind>(handler: JobHandler<K>): void {
    const { name } = handler.kind;
    if (this.byKind.has(name)) throw new ConfigurationError(`Two handlers for jobs of kind ${name}`);
    this.byKind.set(name, handler);
  }

  get(kind: string): JobHandler | undefined {
    return this.byKind.get(kind);
  }

  kinds(): JobKind[] {
    return [...this.byKind.values()].map(({ kind }) => kind);
  }

  /** Throws where a kind has no handler: its jobs would wait for ever. */
  requireAll(): void {
    const missing = JobKindName.options.filter((kind) => !this.byKind.has(kind));
    if (missing.length > 0) throw new ConfigurationError(`No handler for jobs of kind ${missing.join(', ')}`);
  }
}
