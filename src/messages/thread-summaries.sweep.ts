import { Injectable } from '@nestjs/common';
import { Sweep } from '../core/queue/sweep.js';
import { ThreadSummaries } from './thread-summaries.service.js';
import { ThreadsRepository } from './threads.repository.js';

const INTERVAL_MS = 2000;
/** What is younger is most likely about to be told by the instance that took the reply. */
const OVERDUE_SECONDS = 5;
const BATCH = 100;

/** Brings messages up to date whose threads were left behind by a process that died. Runs in the worker; several may. */
@Injectable()
export class ThreadSummariesSweep extends Sweep {
  constructor(
    private readonly threads: ThreadsRepository,
    private readonly summaries: ThreadSummaries,
  ) {
    super(INTERVAL_MS);
  }

  protected async sweep(): Promise<void> {
    await this.each(await this.threads.findUntold(OVERDUE_SECONDS, BATCH), (id) => this.summaries.tell(id));
  }
}
