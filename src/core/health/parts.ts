import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Bus } from '../broadcast/bus.service.js';
import { Lifecycle } from '../observability/lifecycle.js';
import { RedisKeys } from '../redis/redis-keys.js';
import { CacheRedis, MainRedis } from '../redis/redis-roles.js';

export const PARTS = ['instance', 'postgresql', 'migrations', 'redis-queue', 'redis-cache', 'queue', 'bus'] as const;
export type PartName = (typeof PARTS)[number];

/** What is wrong with a part, in words that strangers may read. */
export class PartAway extends Error {}

export interface Part {
  withinMs: number;
  /** For so long an answer serves whoever else asks; those who do are strangers, as often as they like. */
  freshMs: number;
  /** Rejects where the part cannot do its work. */
  check: () => Promise<unknown>;
}

const PROBE_LIVES_MS = 5000;
const FRESH_MS = 1000;
/** What this process knows by itself is told as it is now. */
const KNOWN = { withinMs: 100, freshMs: 0 };
const POSTGRESQL = { withinMs: 1500, freshMs: FRESH_MS };
const REDIS = { withinMs: 500, freshMs: FRESH_MS };

/** How each part that the server stands on is asked whether it is there, and for how long. */
@Injectable()
export class Parts {
  readonly all: Readonly<Record<PartName, Part>> = {
    instance: { ...KNOWN, check: () => this.checkInstance() },
    postgresql: { ...POSTGRESQL, check: () => this.dataSource.query('SELECT 1') },
    migrations: { ...POSTGRESQL, check: () => this.checkMigrations() },
    'redis-queue': { ...REDIS, check: () => this.main.ping() },
    'redis-cache': { ...REDIS, check: () => this.cache.ping() },
    queue: { ...REDIS, check: () => this.checkQueue() },
    bus: { ...KNOWN, check: () => this.checkBus() },
  };

  constructor(
    private readonly dataSource: DataSource,
    private readonly main: MainRedis,
    private readonly cache: CacheRedis,
    private readonly keys: RedisKeys,
    private readonly bus: Bus,
    private readonly lifecycle: Lifecycle,
  ) {}

  private async checkInstance(): Promise<void> {
    if (this.lifecycle.stopping) throw new PartAway('draining');
  }

  /** Whether all migrations of this build were run: a database may be restored under a running server. */
  private async checkMigrations(): Promise<void> {
    const rows = await this.dataSource.query<{ name: string }[]>('SELECT name FROM migrations');
    const run = new Set(rows.map(({ name }) => name));
    const missing = this.dataSource.migrations.filter(({ name, constructor }) => !run.has(name ?? constructor.name));
    if (missing.length > 0) throw new PartAway(`${missing.length} not applied`);
  }

  /** A full Redis that must not evict still answers, and takes no jobs. */
  private checkQueue(): Promise<unknown> {
    return this.main.set(this.keys.healthProbe, '1', 'PX', PROBE_LIVES_MS);
  }

  private async checkBus(): Promise<void> {
    if (!this.bus.healthy) throw new PartAway('publications do not arrive');
  }
}
