import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { DOWNLOAD_TOKEN_SECONDS, TokensService } from '../auth/tokens.service.js';
import { isFinal, type Job, type JobFile, NO_PROGRESS } from '../contract/jobs.js';
import type { Page, PageQuery } from '../contract/page.js';
import { idCursor } from '../core/errors/cursor.js';
import { conflict, notFound } from '../core/errors/domain-error.js';
import { FileStore, type StoredFile } from '../core/files/file-store.js';
import { newId } from '../core/ids.js';
import type { JobKind } from '../core/jobs/job-kind.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import { InjectTypedQueue } from '../core/queue/queue.module.js';
import type { TypedQueue } from '../core/queue/typed-queue.js';
import { type Actor, isServerAdmin } from '../core/security/principal.js';
import type { JobEntity, StoredJobFile } from './job.entity.js';
import { toJob } from './job.mapper.js';
import { jobsQueue, runOf } from './jobs.queue.js';
import { JobsRepository } from './jobs.repository.js';
import { jobChanged } from './jobs.topics.js';

/** What somebody is shown of a job: its file is for its owner alone, who was allowed to have it made. */
export const asSeenBy = ({ userId }: Pick<Actor, 'userId'>, job: Job): Job =>
  job.ownerId === userId ? job : { ...job, file: null };

/** Long work, from its order to its result. Who may order what is decided by the feature that the work belongs to. */
@Injectable()
export class JobsService {
  constructor(
    private readonly jobs: JobsRepository,
    private readonly tokens: TokensService,
    private readonly files: FileStore,
    private readonly unitOfWork: UnitOfWork,
    @InjectTypedQueue(jobsQueue) private readonly queue: TypedQueue<typeof jobsQueue>,
  ) {}

  /** `owner`: null for the server's own. `id` is given where something of the job is stored before it. */
  start<K extends JobKind>(owner: Actor | null, kind: K, input: z.input<K['input']>, id = newId()): Promise<Job> {
    return this.unitOfWork.run((tx) => this.startWithin(tx, owner, kind, input, id));
  }

  /** The job begins when the transaction commits. */
  async startWithin<K extends JobKind>(
    tx: Transaction,
    owner: Actor | null,
    kind: K,
    input: z.input<K['input']>,
    id = newId(),
  ): Promise<Job> {
    const ownerId = owner?.userId ?? null;
    await this.jobs.insert(tx.manager, { id, kind: kind.name, input: kind.input.parse(input), ownerId });
    return this.toJob(this.enqueue(tx, await this.jobs.getWithin(tx.manager, id)));
  }

  /** The caller's jobs, the newest first. */
  async list({ userId }: Actor, { cursor, limit }: PageQuery): Promise<Page<Job>> {
    const rows = await this.jobs.findPage(userId, idCursor(cursor), limit);
    return {
      items: rows.map((row) => this.toJob(row)),
      nextCursor: rows.length === limit ? (rows.at(-1)?.id ?? null) : null,
    };
  }

  async get(principal: Actor, id: string): Promise<Job> {
    return asSeenBy(principal, this.toJob(this.requireVisible(principal, await this.jobs.find(id))));
  }

  /** A job that waits is over at once; one that runs is told to end. Nothing happens where it was told already. */
  cancel(principal: Actor, id: string): Promise<Job> {
    return this.changing(principal, id, async (tx, job) => {
      if (isFinal(job.state)) throw conflict('The job is over');
      if (job.cancelRequestedAt) return job;
      const now = new Date();
      const over = job.state === 'queued' && { state: 'cancelled' as const, finishedAt: now };
      return this.told(tx, await this.jobs.change(tx.manager, id, { cancelRequestedAt: now, ...over }));
    });
  }

  /** A new attempt at a job that failed or was cancelled, with the same input. */
  retry(principal: Actor, id: string): Promise<Job> {
    return this.changing(principal, id, async (tx, { state, attempt }) => {
      if (state !== 'failed' && state !== 'cancelled')
        throw conflict('Only a job that failed or was cancelled can be tried again');
      const row = await this.jobs.change(tx.manager, id, {
        state: 'queued',
        attempt: attempt + 1,
        claims: 0,
        progress: NO_PROGRESS,
        error: null,
        startedAt: null,
        finishedAt: null,
        cancelRequestedAt: null,
      });
      return this.enqueue(tx, row);
    });
  }

  /** The file of the job for which the token was signed. Throws `unauthenticated` where the link is too old. */
  async download(id: string, token: string): Promise<StoredFile & { name: string; contentType: string }> {
    const { job, attempt } = this.tokens.verify('download', token);
    const row = job === id ? await this.jobs.find(id) : null;
    const found = row?.file && row.attempt === attempt ? await this.files.read(row.file.key) : null;
    if (!row?.file || !found) throw notFound('File');
    return { ...found, name: row.file.name, contentType: row.file.contentType };
  }

  /** For the instances' own use, without a caller: whoever is shown it sees it by `asSeenBy`. */
  async find(id: string, tx?: Transaction): Promise<Job | null> {
    const row = await this.jobs.find(id, tx?.manager);
    return row && this.toJob(row);
  }

  /** For the instances' own use: how far each job is. */
  revs(ids: string[]): Promise<Map<string, number>> {
    return this.jobs.revs(ids);
  }

  private changing(
    principal: Actor,
    id: string,
    change: (tx: Transaction, job: JobEntity) => Promise<JobEntity>,
  ): Promise<Job> {
    return this.unitOfWork.run(async (tx) => {
      const job = this.requireVisible(principal, await this.jobs.lock(tx.manager, id));
      return asSeenBy(principal, this.toJob(await change(tx, job)));
    });
  }

  private enqueue(tx: Transaction, row: JobEntity): JobEntity {
    tx.afterCommit(() => this.queue.addAll([runOf(row)]));
    return this.told(tx, row);
  }

  private told(tx: Transaction, row: JobEntity): JobEntity {
    tx.publish(jobChanged, { jobId: row.id, ownerId: row.ownerId, rev: row.rev });
    return row;
  }

  /** Whoever may not see a job does not learn that it is there. */
  private requireVisible(principal: Actor, job: JobEntity | null): JobEntity {
    if (!job || (job.ownerId !== principal.userId && !isServerAdmin(principal))) throw notFound('Job');
    return job;
  }

  private toJob(row: JobEntity): Job {
    return toJob(row, row.file && this.linked(row.id, row.attempt, row.file));
  }

  private linked(job: string, attempt: number, { name, contentType, bytes }: StoredJobFile): JobFile {
    const token = this.tokens.signDownload({ job, attempt });
    const expiresAt = new Date(Date.now() + DOWNLOAD_TOKEN_SECONDS * 1000).toISOString();
    return { name, contentType, bytes, url: `/api/v1/jobs/${job}/download?token=${token}`, expiresAt };
  }
}
