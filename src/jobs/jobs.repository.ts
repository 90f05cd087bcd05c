import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, type EntityManager, LessThan, type Repository } from 'typeorm';
import { type JobProgress, type JobState, NO_PROGRESS } from '../contract/jobs.js';
import { JobEntity } from './job.entity.js';

export type NewJobRow = Pick<JobEntity, 'id' | 'kind' | 'input' | 'ownerId'>;
export type JobChange = Partial<Omit<JobEntity, 'rev' | 'touchedAt'>>;
/** How a run ended. */
export type JobEnd = Partial<Pick<JobEntity, 'result' | 'error' | 'file' | 'progress'>> & { state: JobState };

export interface Beat {
  rev: number;
  cancelRequested: boolean;
}

const next = { rev: () => 'rev + 1', touchedAt: () => 'now()' };

@Injectable()
export class JobsRepository {
  constructor(@InjectRepository(JobEntity) private readonly jobs: Repository<JobEntity>) {}

  async insert(manager: EntityManager, job: NewJobRow): Promise<void> {
    await manager.insert(JobEntity, { ...job, progress: NO_PROGRESS });
  }

  find(id: string, manager: EntityManager = this.jobs.manager): Promise<JobEntity | null> {
    return manager.findOneBy(JobEntity, { id });
  }

  getWithin(manager: EntityManager, id: string): Promise<JobEntity> {
    return manager.findOneByOrFail(JobEntity, { id });
  }

  /** The newest first: ids sort by the time of their making. */
  findPage(ownerId: string, before: string | undefined, limit: number): Promise<JobEntity[]> {
    return this.jobs.find({
      where: { ownerId, ...(before !== undefined && { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** How far each job is; those that are gone are left out. */
  async revs(ids: string[]): Promise<Map<string, number>> {
    const rows = await this.jobs.find({ where: { id: Any(ids) }, select: { id: true, rev: true } });
    return new Map(rows.map(({ id, rev }) => [id, rev]));
  }

  /** Some of those whose history is over. */
  async findFinishedBefore(days: number, limit: number): Promise<string[]> {
    const rows = await this.jobs.query<{ id: string }[]>(
      'SELECT id FROM jobs WHERE finished_at < now() - make_interval(days => $1) ORDER BY finished_at LIMIT $2',
      [days, limit],
    );
    return rows.map(({ id }) => id);
  }

  async delete(ids: string[]): Promise<void> {
    await this.jobs.delete({ id: Any(ids) });
  }

  /** Takes the row until the transaction ends. */
  lock(manager: EntityManager, id: string): Promise<JobEntity | null> {
    return manager.findOne(JobEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  /** The row as it is then. */
  async change(manager: EntityManager, id: string, change: JobChange): Promise<JobEntity> {
    await manager.update(JobEntity, { id }, { ...change, ...next });
    return manager.findOneByOrFail(JobEntity, { id });
  }

  /** Null where the attempt is over, or where another run of it has shown that it lives within `leaseSeconds`. */
  claim(id: string, attempt: number, claim: string, leaseSeconds: number): Promise<JobEntity | null> {
    // One commit with the look at what was claimed: a claim that nobody learnt of would count all the same.
    return this.jobs.manager.transaction(async (manager) => {
      const { affected } = await manager
        .createQueryBuilder()
        .update(JobEntity)
        .set({
          ...next,
          state: 'running',
          claim,
          claims: () => 'claims + 1',
          startedAt: () => 'COALESCE(started_at, now())',
        })
        .where(
          `id = :id AND attempt = :attempt AND (state = 'queued' OR
            (state = 'running' AND touched_at < now() - make_interval(secs => :leaseSeconds)))`,
          { id, attempt, leaseSeconds },
        )
        .execute();
      return affected === 1 ? manager.findOneBy(JobEntity, { id, claim }) : null;
    });
  }

  /** Shows that the run lives, and how far it is where that is new. Null where the run holds the job no more. */
  async beat(id: string, claim: string, progress: JobProgress | null): Promise<Beat | null> {
    const [rows] = await this.jobs.query<[Beat[], number]>(
      `UPDATE jobs SET touched_at = now(), progress = COALESCE($3::jsonb, progress),
              rev = rev + CASE WHEN $3 IS NULL THEN 0 ELSE 1 END
       WHERE id = $1 AND claim = $2
       RETURNING rev, cancel_requested_at IS NOT NULL AS "cancelRequested"`,
      [id, claim, progress && JSON.stringify(progress)],
    );
    return rows[0] ?? null;
  }

  /** Null where the run holds the job no more. */
  async finish(manager: EntityManager, id: string, claim: string, end: JobEnd): Promise<JobEntity | null> {
    const values = { ...end, claim: null, finishedAt: () => 'now()', ...next };
    const { affected } = await manager.update(JobEntity, { id, claim }, values);
    return affected === 1 ? manager.findOneBy(JobEntity, { id }) : null;
  }

  /** Lets the job wait again, as if this run had not been. Null where the run holds it no more. */
  async release(manager: EntityManager, id: string, claim: string): Promise<JobEntity | null> {
    const values = { state: 'queued' as const, claim: null, claims: () => 'claims - 1', ...next };
    const { affected } = await manager.update(JobEntity, { id, claim }, values);
    return affected === 1 ? manager.findOneBy(JobEntity, { id }) : null;
  }

  /** Jobs that wait or whose run has not shown for `seconds` that it lives; they count as touched now. */
  async takeDue(seconds: number, limit: number): Promise<{ id: string; attempt: number }[]> {
    const [rows] = await this.jobs.query<[{ id: string; attempt: number }[], number]>(
      `UPDATE jobs SET touched_at = CASE state WHEN 'queued' THEN now() ELSE touched_at END
       WHERE id IN (SELECT id FROM jobs WHERE state IN ('queued', 'running')
                      AND touched_at < now() - make_interval(secs => $1)
                    ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id, attempt`,
      [seconds, limit],
    );
    return rows;
  }
}
