import { Injectable } from '@nestjs/common';
import type { Job, Queue } from 'bullmq';
import { MAX_REASON } from '../contract/admin.js';
import { unavailable } from '../core/errors/domain-error.js';
import { inTime } from '../core/in-time.js';
import { isRedisAway } from '../core/redis/redis-error.js';
import { MainRedis } from '../core/redis/redis-roles.js';
import { OperatedQueues } from './operated-queues.js';

/** A failed job as far as it takes to count, sort and choose. */
export interface FailedJob {
  queue: string;
  id: string;
  /** Milliseconds since 1970. */
  failedAt: number;
  reason: string;
}

/** The newest of each queue. BullMQ keeps them for a week; more than these are one disaster, and look alike. */
const MOST_OF_A_QUEUE = 20_000;
const BATCH = 1000;
const AT_ONCE = 100;
/** A request is answered within 3 s, whatever Redis does. */
const WITHIN_MS = 2500;

/**
 * A retry begins by taking the job from the list, too: whoever does has it, and nobody else. What there is of a job that has
 * failed for good goes in the same step, so that nothing stays that no list leads to.
 */
const DISCARD = `
if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('DEL', KEYS[2], KEYS[3])
return 1`;

/** What names something that is there once: no two reasons would be the same with it. */
const PARTICULARS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d+/gi;

/** The kind of failure: the first line of an error without its ids and numbers. */
export function reasonOf(error: string): string {
  const [line = ''] = error.split('\n');
  return line.trim().replace(PARTICULARS, '…').slice(0, MAX_REASON).toWellFormed() || '(no reason)';
}

/** BullMQ's sets of jobs that failed for good. Throws `unavailable` where Redis does not answer. */
@Injectable()
export class FailedJobs {
  constructor(
    private readonly queues: OperatedQueues,
    private readonly redis: MainRedis,
  ) {}

  /** Of one queue, or of all; the newest first. */
  list(queue: Queue | undefined): Promise<FailedJob[]> {
    return answered(async () => {
      const listed = await Promise.all((queue ? [queue] : this.queues.all).map((one) => this.listOf(one)));
      return listed.flat().toSorted(newestFirst);
    });
  }

  /** Those of them that are still there, in the same order. */
  load(jobs: FailedJob[]): Promise<{ failed: FailedJob; job: Job }[]> {
    return answered(async () => {
      const loaded = await Promise.all(
        jobs.map(async (failed) => ({ failed, job: await this.queues.find(failed.queue)?.getJob(failed.id) })),
      );
      return loaded.flatMap(({ failed, job }) => (job ? [{ failed, job }] : []));
    });
  }

  /** Back to wait, with all their attempts; answers how many. One that is gone, or waits already, is left alone. */
  retry(queue: Queue, ids: string[]): Promise<number> {
    return this.each(ids, (id) => this.retryOne(queue, id));
  }

  /** Takes them out of the queue; answers how many. One that is gone, or waits again, is left alone. */
  discard(queue: Queue, ids: string[]): Promise<number> {
    return this.each(ids, async (id) => {
      const keys = ['failed', id, `${id}:logs`].map((part) => queue.toKey(part));
      return (await this.redis.eval(DISCARD, keys.length, ...keys, id)) === 1;
    });
  }

  /** Answers for how many of the failed jobs the work was done. */
  private async each(ids: string[], work: (id: string) => Promise<boolean>): Promise<number> {
    let done = 0;
    for (let i = 0; i < ids.length; i += AT_ONCE) {
      const outcomes = await answered(() => Promise.all(ids.slice(i, i + AT_ONCE).map(work)));
      done += outcomes.filter(Boolean).length;
    }
    return done;
  }

  private async retryOne(queue: Queue, id: string): Promise<boolean> {
    const job = await queue.getJob(id);
    if (!job || !(await job.isFailed())) return false;
    // What BullMQ noted of a job that took its workers along would make it fail again without a try.
    await this.redis.hdel(queue.toKey(id), 'defa', 'stc');
    try {
      await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
      return true;
    } catch (error) {
      // Somebody else was faster.
      if (error instanceof Error && 'code' in error && typeof error.code === 'number') return false;
      throw error;
    }
  }

  private async listOf(queue: Queue): Promise<FailedJob[]> {
    const flat = await this.redis.zrevrange(queue.toKey('failed'), 0, MOST_OF_A_QUEUE - 1, 'WITHSCORES');
    const ids = flat.filter((_, i) => i % 2 === 0);
    const reasons: string[] = [];
    for (let i = 0; i < ids.length; i += BATCH) reasons.push(...(await this.reasons(queue, ids.slice(i, i + BATCH))));
    return ids.map((id, i) => ({
      queue: queue.name,
      id,
      failedAt: Number(flat[2 * i + 1]),
      reason: reasons[i] ?? '',
    }));
  }

  private async reasons(queue: Queue, ids: string[]): Promise<string[]> {
    const pipeline = this.redis.pipeline();
    for (const id of ids) pipeline.hget(queue.toKey(id), 'failedReason');
    const answers = (await pipeline.exec()) ?? [];
    return answers.map(([error, reason]) => {
      if (error) throw error;
      return reasonOf(typeof reason === 'string' ? reason : '');
    });
  }
}

/** A total order, so that a page goes on where the one before it ended. */
export const newestFirst = (a: FailedJob, b: FailedJob): number =>
  b.failedAt - a.failedAt || compare(a.queue, b.queue) || compare(a.id, b.id);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

async function answered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await inTime(work(), WITHIN_MS, () => unavailable(new Error('Redis did not answer in time')));
  } catch (error) {
    throw isRedisAway(error) ? unavailable(error) : error;
  }
}
