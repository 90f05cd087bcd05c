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

interface Part {
  withinMs: number;
  /** Rejects where the part cannot do its work. */
  check: () => Promise<unknown>;
}

const PROBE_LIVES_MS = 5000;

/** How each part that the server stands on is asked whether it is there, and for how long. */
@Injectable()
export class Parts {
  readonly all: Readonly<Record<PartName, Part>> = {
    instance: { withinMs: 100, check: () => this.checkInstance() },
    postgresql: { withinMs: 1500, check: () => this.dataSource.query('SELECT 1') },
    migrations: { withinMs: 1500, check: () => this.checkMigrations() },
    'redis-queue': { withinMs: 500, check: () => this.main.ping() },
    'redis-cache': { withinMs: 500, check: () => this.cache.ping() },
    queue: { withinMs: 500, check: () => this.checkQueue() },
    bus: { withinMs: 100, check: () => this.checkBus() },
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
