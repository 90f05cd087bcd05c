import { Injectable } from '@nestjs/common';
import { AdministratorsService } from '../auth/administrators.service.js';
import type { LogEntry, LogPage, LogQuery } from '../contract/dashboard.js';
import { type LoggedEntry, type LogPosition, ServerLog } from '../core/audit/server-log.js';
import type { Principal } from '../core/security/principal.js';

/** What was done to the server and what happened to it, for administrators. */
@Injectable()
export class ServerLogService {
  constructor(
    private readonly administrators: AdministratorsService,
    private readonly log: ServerLog,
  ) {}

  async list(caller: Principal, { cursor, source, limit }: LogQuery): Promise<LogPage> {
    await this.administrators.require(caller);
    const entries = await this.log.findPage(cursor, source, limit);
    return {
      items: entries.map(toEntry),
      nextCursor: entries.length === limit ? (entries.at(-1)?.id ?? null) : null,
    };
  }

  /** Where somebody begins to follow it who has seen nothing of it. */
  async end(caller: Principal): Promise<LogPosition> {
    await this.administrators.require(caller);
    return this.log.end();
  }

  /** For the instances' own use: in the order in which they were committed. */
  async after(position: LogPosition, limit: number): Promise<{ entry: LogEntry; position: LogPosition }[]> {
    const lines = await this.log.findAfter(position, limit);
    return lines.map(({ entry, position: at }) => ({ entry: toEntry(entry), position: at }));
  }
}

const toEntry = ({ at, ...entry }: LoggedEntry): LogEntry => ({ ...entry, at: at.toISOString() });
