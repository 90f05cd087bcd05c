import { Injectable } from '@nestjs/common';
import { AccountService } from '../auth/account.service.js';
import { SessionsService } from '../auth/sessions.service.js';
import { AppConfig } from '../core/config/app-config.js';
import { FileStore } from '../core/files/file-store.js';
import type { JobContext, JobHandler } from '../core/jobs/job-handler.js';
import { JobHandlers } from '../core/jobs/job-handlers.js';
import type { JobResult } from '../core/jobs/job-kind.js';
import { cleanUp } from './clean-up.kind.js';
import { JobsRepository } from './jobs.repository.js';

/** Kept this long after their end, for whoever looks into who was signed in when. */
const KEEP_SESSIONS_DAYS = 30;
const BATCH = 200;

/** Keeps the tables of jobs, sessions and tokens, and the files of jobs, from growing for ever. */
@Injectable()
export class CleanUpHandler implements JobHandler<typeof cleanUp> {
  readonly kind = cleanUp;

  constructor(
    handlers: JobHandlers,
    private readonly jobs: JobsRepository,
    private readonly sessions: SessionsService,
    private readonly account: AccountService,
    private readonly files: FileStore,
    private readonly config: AppConfig,
  ) {
    handlers.add(this);
  }

  async run(_: unknown, { signal, progress }: JobContext): Promise<JobResult<typeof cleanUp>> {
    const sessions = await this.sessions.deleteEnded(KEEP_SESSIONS_DAYS);
    const tokens = await this.account.deleteSpentTokens();
    let jobs = 0;
    for (;;) {
      signal.throwIfAborted();
      const ids = await this.jobs.findFinishedBefore(this.config.jobs.keepDays, BATCH);
      // The files first: a row that is gone would not lead to them any more.
      for (const id of ids) await this.files.remove(`jobs/${id}`);
      await this.jobs.delete(ids);
      jobs += ids.length;
      progress(jobs, null);
      if (ids.length < BATCH) return { sessions, tokens, jobs };
    }
  }
}
