import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, LessThan, type Repository } from 'typeorm';
import { newId } from '../ids.js';
import { AuditEntryEntity } from './audit-entry.entity.js';

/** What was done, by whom, to what. `detail` carries no secrets. */
export interface AuditEntry {
  /** Null where the server itself did it. */
  actorId: string | null;
  /** Noun and verb: `dead-letters.replay`. */
  action: string;
  target: string;
  detail?: Record<string, unknown>;
  ip?: string | null;
}

export type RecordedEntry = Required<AuditEntry> & { id: string; at: Date };

/** Who did what to the server, for whoever has to answer for it. Nothing takes an entry back. */
@Injectable()
export class AuditLog {
  constructor(@InjectRepository(AuditEntryEntity) private readonly entries: Repository<AuditEntryEntity>) {}

  /** Inside the transaction of what it tells of, so that neither is there without the other. */
  async record(manager: EntityManager, { detail = {}, ip = null, ...entry }: AuditEntry): Promise<void> {
    const row: RecordedEntry = { ...entry, detail, ip, id: newId(), at: new Date() };
    await manager.insert(AuditEntryEntity, { ...row, detail: row.detail as object });
  }

  /** For what happens outside the database: written before it is done, so that nothing is done without an entry. */
  recordAhead(entry: AuditEntry): Promise<void> {
    return this.record(this.entries.manager, entry);
  }

  /** Newest first; `before` is the id of an entry. */
  findPage(before: string | undefined, action: string | undefined, limit: number): Promise<RecordedEntry[]> {
    return this.entries.find({
      where: { ...(before !== undefined && { id: LessThan(before) }), ...(action !== undefined && { action }) },
      order: { id: 'DESC' },
      take: limit,
    });
  }
}
