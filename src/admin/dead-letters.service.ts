import { Injectable } from '@nestjs/common';
import type { Job, Queue } from 'bullmq';
import { AdministratorsService } from '../auth/administrators.service.js';
import type {
  DeadLetter,
  DeadLetterPage,
  DeadLetterReason,
  DeadLettersQuery,
  Discarded,
  Replayed,
  ReplayDeadLetters,
} from '../contract/admin.js';
import { AuditLog } from '../core/audit/audit-log.js';
import { invalid } from '../core/errors/domain-error.js';
import type { Principal } from '../core/security/principal.js';
import { type FailedJob, FailedJobs, newestFirst } from './failed-jobs.js';
import { OperatedQueues } from './operated-queues.js';

/** Jobs that failed for good: what they are, why, and another try for them. */
@Injectable()
export class DeadLettersService {
  constructor(
    private readonly administrators: AdministratorsService,
    private readonly queues: OperatedQueues,
    private readonly failed: FailedJobs,
    private readonly audit: AuditLog,
  ) {}

  async list(caller: Principal, { queue, reason, cursor, limit }: DeadLettersQuery): Promise<DeadLetterPage> {
    await this.administrators.require(caller);
    const after = cursor === undefined ? undefined : placeOf(cursor);
    const all = await this.failed.list(queue === undefined ? undefined : this.requireQueue(queue));
    const chosen = all.filter((job) => reason === undefined || job.reason === reason);
    const page = (after ? chosen.filter((job) => newestFirst(after, job) < 0) : chosen).slice(0, limit);
    const last = page.at(-1);
    const loaded = await this.failed.load(page);
    return {
      items: loaded.map(toDeadLetter),
      nextCursor: last && page.length === limit ? cursorOf(last) : null,
      reasons: countReasons(chosen),
    };
  }

  /** The entry in the audit log is there before the first job moves. */
  async replay(caller: Principal, input: ReplayDeadLetters, ip: string | null): Promise<Replayed> {
    await this.administrators.require(caller);
    const { queue, ids } = await this.chooseAudited(caller, 'dead-letters.replay', input, ip);
    return { replayed: await this.failed.retry(queue, ids) };
  }

  /** They are gone for good; the entry in the audit log is there before the first one is. */
  async discard(caller: Principal, input: ReplayDeadLetters, ip: string | null): Promise<Discarded> {
    await this.administrators.require(caller);
    const { queue, ids } = await this.chooseAudited(caller, 'dead-letters.discard', input, ip);
    return { discarded: await this.failed.discard(queue, ids) };
  }

  private async chooseAudited(
    { userId }: Principal,
    action: string,
    input: ReplayDeadLetters,
    ip: string | null,
  ): Promise<{ queue: Queue; ids: string[] }> {
    const queue = this.requireQueue(input.queue);
    const { ids, detail } = await this.choose(queue, input);
    await this.audit.recordAhead({
      actorId: userId,
      action,
      target: queue.name,
      detail: { ...detail, jobs: ids.length },
      ip,
    });
    return { queue, ids };
  }

  private async choose(
    queue: Queue,
    { jobIds, reason, all }: ReplayDeadLetters,
  ): Promise<{ ids: string[]; detail: Record<string, unknown> }> {
    if ([jobIds, reason, all].filter((choice) => choice !== undefined).length !== 1) {
      throw invalid([{ path: 'jobIds', message: 'give one of jobIds, reason and all' }]);
    }
    if (jobIds) return { ids: [...new Set(jobIds)], detail: { jobIds } };
    const failed = await this.failed.list(queue);
    const chosen = failed.filter((job) => reason === undefined || job.reason === reason);
    // The oldest first: that is the order in which they were to be done.
    const ids = chosen.map(({ id }) => id).toReversed();
    return { ids, detail: reason === undefined ? { all: true } : { reason } };
  }

  private requireQueue(name: string): Queue {
    const queue = this.queues.find(name);
    if (!queue) {
      const names = this.queues.all.map((known) => known.name).join(', ');
      throw invalid([{ path: 'queue', message: `must be one of ${names}` }]);
    }
    return queue;
  }
}

function countReasons(jobs: FailedJob[]): DeadLetterReason[] {
  const counts = new Map<string, DeadLetterReason>();
  for (const { queue, reason } of jobs) {
    const key = JSON.stringify([queue, reason]);
    const counted = counts.get(key) ?? { queue, reason, count: 0 };
    counts.set(key, { ...counted, count: counted.count + 1 });
  }
  return [...counts.values()].toSorted((a, b) => b.count - a.count);
}

const toDeadLetter = ({ failed, job }: { failed: FailedJob; job: Job }): DeadLetter => ({
  queue: failed.queue,
  id: failed.id,
  name: job.name,
  reason: failed.reason,
  error: job.failedReason ?? '',
  attempts: job.attemptsMade,
  data: job.data as unknown,
  createdAt: new Date(job.timestamp).toISOString(),
  failedAt: new Date(failed.failedAt).toISOString(),
});

const cursorOf = ({ failedAt, queue, id }: FailedJob): string => `${failedAt}/${queue}/${id}`;

function placeOf(cursor: string): FailedJob {
  const [, failedAt, queue, id] = /^(\d{1,15})\/([^/]+)\/(.+)$/s.exec(cursor) ?? [];
  if (failedAt === undefined || queue === undefined || id === undefined) {
    throw invalid([{ path: 'cursor', message: 'is not a cursor of this list' }]);
  }
  return { failedAt: Number(failedAt), queue, id, reason: '' };
}
