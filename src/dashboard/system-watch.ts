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

const LOOK_MS = 2000;

type Part = 'redis' | 'postgresql';

/** Notes what happens to this process, to what it needs, and to the other instances as far as it hears of them. */
@Injectable()
export class SystemWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly lost: Record<Part, boolean> = { redis: false, postgresql: false };
  private timer: NodeJS.Timeout | undefined;

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
    cluster.onReturn((report) => this.noteOther('instance.back', report));
  }

  onApplicationBootstrap(): void {
    this.noteOwn('instance.started');
    const next = () => {
      this.timer = setTimeout(() => void this.look().then(next), LOOK_MS);
    };
    next();
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }

  private async look(): Promise<void> {
    this.compare('redis', this.bus.healthy);
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
