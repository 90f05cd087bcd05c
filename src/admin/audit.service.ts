import { Injectable } from '@nestjs/common';
import { AdministratorsService } from '../auth/administrators.service.js';
import type { AuditPage, AuditQuery } from '../contract/admin.js';
import { AuditLog } from '../core/audit/audit-log.js';
import type { Principal } from '../core/security/principal.js';

/** The audit log, for administrators. */
@Injectable()
export class AuditService {
  constructor(
    private readonly administrators: AdministratorsService,
    private readonly log: AuditLog,
  ) {}

  async list(caller: Principal, { cursor, action, limit }: AuditQuery): Promise<AuditPage> {
    await this.administrators.require(caller);
    const entries = await this.log.findPage(cursor, action, limit);
    return {
      items: entries.map((entry) => ({ ...entry, at: entry.at.toISOString() })),
      nextCursor: entries.length === limit ? (entries.at(-1)?.id ?? null) : null,
    };
  }
}
