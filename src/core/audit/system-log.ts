import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isDatabaseAway } from '../database/postgres-error.js';
import { firstIdAt, newId } from '../ids.js';
import { SystemEventEntity } from './system-event.entity.js';

/** What happened to the server or to one of its parts. `detail` carries no secrets. */
export interface SystemEvent {
  /** Noun and verb: `instance.lost`. */
  action: string;
  target: string;
  detail?: Record<string, unknown>;
  /** Where several instances see the same thing: what is the same about it. */
  key?: string;
}

type Waiting = SystemEvent & { id: string; at: Date };

const RETRY_MS = 2000;
const BATCH = 100;
/** What is more than this while PostgreSQL is away stands in the process's own log alone. */
const MAX_WAITING = 1000;
/** Nobody waits longer for the last ones to be written. */
const LAST_WITHIN_MS = 1000;

/**
 * Writes down what happens to the server, for administrators. It never fails or holds up what it tells of: events wait
 * in memory while PostgreSQL is away, and are lost with the process.
 */
@Injectable()
export class SystemLog implements BeforeApplicationShutdown {
  private readonly logger = new Logger(SystemLog.name);
  private waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly dataSource: DataSource) {}

  note(event: SystemEvent): void {
    if (this.waiting.length >= MAX_WAITING) {
      this.logger.warn({ event }, 'an event was not written down');
      return;
    }
    this.waiting.push({ ...event, detail: storable(event.detail ?? {}), id: newId(), at: new Date() });
    if (!this.timer) this.flush();
  }

  /** Ends with what the other parts tell of the shutdown: what comes later is lost. */
  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.flush();
    await Promise.race([this.writing, sleep(LAST_WITHIN_MS, undefined, { ref: false })]);
    clearTimeout(this.timer);
  }

  /** Removes what is older, at most `limit`; answers how many. */
  async deleteBefore(time: Date, limit: number): Promise<number> {
    const [rows] = await this.dataSource.query<[unknown[], number]>(
      `DELETE FROM system_events WHERE id IN (
         SELECT id FROM system_events WHERE id < $1 ORDER BY id LIMIT $2) RETURNING id`,
      [firstIdAt(time), limit],
    );
    return rows.length;
  }

  private flush(): void {
    this.writing ??= this.writeAll().finally(() => (this.writing = undefined));
  }

  private async writeAll(): Promise<void> {
    this.timer = undefined;
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, BATCH);
      const away = await this.write(batch).then(
        () => false,
        (error: unknown) => this.refused(error),
      );
      if (away) {
        this.timer = setTimeout(() => this.flush(), RETRY_MS);
        return;
      }
      this.waiting = this.waiting.slice(batch.length);
    }
  }

  /** Whether to try again: what PostgreSQL does not take now it would not take later, and others wait behind it. */
  private refused(error: unknown): boolean {
    const away = isDatabaseAway(error);
    if (!away) this.logger.warn({ err: error }, 'events were not written down');
    return away;
  }

  private async write(batch: Waiting[]): Promise<void> {
    await this.dataSource
      .createQueryBuilder()
      .insert()
      .into(SystemEventEntity)
      .values(batch.map(({ detail, key = null, ...event }) => ({ ...event, detail: detail as object, key })))
      .orIgnore()
      .execute();
  }
}

/** Errors quote what they are about, which may be text that PostgreSQL does not hold. */
const storable = (detail: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(detail).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value,
    ]),
  );
