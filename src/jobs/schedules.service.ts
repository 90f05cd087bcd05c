import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { z } from 'zod';
import { isFinal, type Job, type JobKindName } from '../contract/jobs.js';
import type { Schedule, ScheduleList, UpdateSchedule } from '../contract/schedules.js';
import { AuditLog } from '../core/audit/audit-log.js';
import { forbidden, notFound } from '../core/errors/domain-error.js';
import { defineJobKind } from '../core/jobs/job-kind.js';
import { type Transaction, UnitOfWork } from '../core/outbox/unit-of-work.js';
import { type Actor, isServerAdmin } from '../core/security/principal.js';
import { JobsService } from './jobs.service.js';
import { scheduleChanged } from './jobs.topics.js';
import { ScheduleEntity } from './schedule.entity.js';

/** The server's own jobs, which begin by the clock. */
@Injectable()
export class SchedulesService {
  constructor(
    @InjectRepository(ScheduleEntity) private readonly schedules: Repository<ScheduleEntity>,
    private readonly jobs: JobsService,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditLog,
  ) {}

  async list(principal: Actor): Promise<ScheduleList> {
    requireAdmin(principal);
    const rows = await this.schedules.find({ order: { name: 'ASC' } });
    return { items: rows.map(toSchedule) };
  }

  async update(principal: Actor, name: string, change: UpdateSchedule): Promise<Schedule> {
    requireAdmin(principal);
    return this.unitOfWork.run(async (tx) => {
      const row = await this.lock(tx, name);
      await tx.manager.save(Object.assign(row, change));
      const entry = { actorId: principal.userId, action: 'schedule.update', target: name, detail: { ...change } };
      await this.audit.record(tx.manager, entry);
      tx.publish(scheduleChanged, { name });
      return toSchedule(row);
    });
  }

  /** Begins its job now, for this administrator. */
  async run(principal: Actor, name: string): Promise<Job> {
    requireAdmin(principal);
    return this.unitOfWork.run(async (tx) => this.begin(tx, await this.lock(tx, name), principal));
  }

  /** Its moment has come. Nothing happens where that was seen to before, or its last job is still under way. */
  async tick(name: string, at: Date): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const row = await this.lock(tx, name);
      if (!row.enabled || (row.lastTick && row.lastTick >= at)) return;
      row.lastTick = at;
      const last = row.lastJobId && (await this.jobs.find(row.lastJobId, tx));
      if (!last || isFinal(last.state)) await this.begin(tx, row, null);
      else await tx.manager.save(row);
    });
  }

  /** For the workers' own use. */
  all(): Promise<ScheduleEntity[]> {
    return this.schedules.find();
  }

  /** Makes a schedule where there is none of this name; what administrators have set stays. */
  async define(name: JobKindName, schedule: Pick<ScheduleEntity, 'pattern' | 'enabled'>): Promise<void> {
    await this.schedules
      .createQueryBuilder()
      .insert()
      .values({ name, kind: name, ...schedule })
      .orIgnore()
      .execute();
  }

  private async begin(tx: Transaction, row: ScheduleEntity, owner: Actor | null): Promise<Job> {
    const kind = defineJobKind(row.kind, z.object({}), z.object({}));
    const job = await this.jobs.startWithin(tx, owner, kind, {});
    await tx.manager.save(Object.assign(row, { lastJobId: job.id }));
    return job;
  }

  private async lock(tx: Transaction, name: string): Promise<ScheduleEntity> {
    const row = await tx.manager.findOne(ScheduleEntity, { where: { name }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw notFound('Schedule');
    return row;
  }
}

function requireAdmin(principal: Actor): void {
  if (!isServerAdmin(principal)) throw forbidden('Schedules are for owners and administrators');
}

const toSchedule = ({ name, kind, pattern, timeZone, enabled, lastJobId }: ScheduleEntity): Schedule => ({
  name,
  kind,
  pattern,
  timeZone,
  enabled,
  lastJobId,
});
