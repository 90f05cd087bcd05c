import { hostname } from 'node:os';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SystemLog } from '../core/audit/system-log.js';
import { Bus } from '../core/broadcast/bus.service.js';
import { VERSION } from '../core/config/version.js';
import { isDatabaseAway } from '../core/database/postgres-error.js';
import { Lifecycle } from '../core/observability/lifecycle.js';
import { ClusterFigures } from './cluster-figures.service.js';
import type { InstanceReport } from './dashboard.topics.js';
import { OwnConnections } from './own-connections.js';

const LOOK_MS = 500;
/** A query each time is more than it is worth. */
const QUERY_EVERY_MS = 2000;

type Part = 'redis' | 'postgresql';

/** Notes what happens to this process, to what it needs, and to the other instances as far as it hears of them. */
@Injectable()
export class SystemWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly lost: Record<Part, boolean> = { redis: false, postgresql: false };
  private timer: NodeJS.Timeout | undefined;
  private queriedAt = performance.now();
  private querying = false;
  private wasHealthy = false;

  constructor(
    private readonly systemLog: SystemLog,
    private readonly bus: Bus,
    private readonly dataSource: DataSource,
    private readonly own: OwnConnections,
    cluster: ClusterFigures,
    lifecycle: Lifecycle,
  ) {
    lifecycle.onStop(() => this.noteOwn('instance.stopping'));
    cluster.onDeparture((report, how) => {
      if (how === 'lost') this.noteOther('instance.lost', report);
    });
    // However short it was: the bus found that its link did not work, and works again.
    bus.onRestored(() => {
      this.compare('redis', false);
      this.compare('redis', true);
    });
    cluster.onReturn((report) => this.noteOther('instance.back', report));
  }

  onApplicationBootstrap(): void {
    this.noteOwn('instance.started');
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    // At a start it takes a moment until the first publication is heard.
    if (this.bus.healthy) this.wasHealthy = true;
    if (this.wasHealthy) this.compare('redis', this.bus.healthy);
    if (this.querying || performance.now() - this.queriedAt < QUERY_EVERY_MS) return;
    this.querying = true;
    void this.query().finally(() => {
      this.querying = false;
      this.queriedAt = performance.now();
    });
  }

  private async query(): Promise<void> {
    this.compare('postgresql', await this.reachesPostgres());
  }

  /** Each instance tells of its own links: that one of them is broken says nothing of the others. */
  private compare(part: Part, there: boolean): void {
    if (there !== this.lost[part]) return;
    this.lost[part] = !there;
    this.noteOwn(there ? `${part}.back` : `${part}.lost`);
  }

  private reachesPostgres(): Promise<boolean> {
    return this.dataSource.query('SELECT 1').then(
      () => true,
      (error: unknown) => !isDatabaseAway(error),
    );
  }

  private noteOwn(action: string): void {
    const detail = { role: this.own.role, version: VERSION, host: hostname(), pid: process.pid };
    this.systemLog.note({ action, target: this.bus.instanceId, detail });
  }

  /** Every other instance sees it, and it is one event. */
  private noteOther(action: string, { instance, role, sample }: InstanceReport): void {
    const key = `${action} ${instance} ${Math.floor(sample.at)}`;
    this.systemLog.note({ action, target: instance, detail: { role }, key });
  }
}
