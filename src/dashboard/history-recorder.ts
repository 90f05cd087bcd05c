import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Bus } from '../core/broadcast/bus.service.js';
import { CacheService } from '../core/cache/cache.service.js';
import { ActivityHistoryRepository } from './activity-history.repository.js';
import { HISTORY } from './activity-history.service.js';
import { ChannelActivity } from './channel-activity.js';
import { ClusterFigures } from './cluster-figures.service.js';
import { type Counts, highest } from './counts.js';
import { QueueDepth } from './queue-depth.js';
import { steadyNow } from './steady-clock.js';

const MINUTE_MS = 60_000;
const LOOK_MS = 1000;
/** The last reports of a minute are heard by then. */
const GRACE_MS = 2000;
/** The instance that runs longest records; each after it looks this much later whether the one before it has. */
const TURN_MS = 3000;
/** Turns beyond these would come too late for what is remembered. */
const MAX_TURNS = 10;
/** Clocks differ: so much longer those are waited for that are behind, PostgreSQL among them, and looked at this often. */
const PATIENCE_MS = 45_000;
const LOOK_AGAIN_MS = 1000;

/**
 * Records each minute once, whatever number of instances there is: the table has one row for it, and whoever is first
 * writes it, when all have told the whole of it. An instance that did not hear the others for a part of it leaves it to them; where nobody did, it is a gap.
 */
@Injectable()
export class HistoryRecorder implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(HistoryRecorder.name);
  private timer: NodeJS.Timeout | undefined;
  private minute = minuteOf(steadyNow());
  private peaks: Counts = {};
  /** Whether the others were ever heard, and whether they were not in a part of this minute since. */
  private heard = false;
  private deaf = false;

  constructor(
    private readonly history: ActivityHistoryRepository,
    private readonly cluster: ClusterFigures,
    private readonly activity: ChannelActivity,
    private readonly queues: QueueDepth,
    private readonly bus: Bus,
    private readonly cache: CacheService,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const minute = minuteOf(steadyNow());
    if (minute > this.minute) this.end(minute);
    else if (minute < this.minute) this.setBack(minute);
    if (!this.cluster.degraded) this.heard = true;
    else if (this.heard) this.deaf = true;
    this.peaks = highest([this.peaks, this.present()]);
  }

  /** What is there at this moment. */
  private present(): Counts {
    const living = this.cluster.living();
    const all = (what: 'sockets' | 'streams') => living.reduce((count, { report }) => count + report[what], 0);
    return {
      people: this.cluster.people.count,
      sockets: all('sockets'),
      streams: all('streams'),
      activeChannels: this.activity.active,
    };
  }

  private end(next: number): void {
    const { minute, peaks, deaf } = this;
    [this.minute, this.peaks, this.deaf] = [next, {}, false];
    if (deaf || !this.heard) return;
    const web = this.cluster.living().filter(({ report }) => report.role === 'web');
    const turn = web.findIndex(({ report }) => report.instance === this.bus.instanceId);
    if (turn === -1 || turn >= MAX_TURNS) return;
    const after = GRACE_MS + turn * TURN_MS;
    const patience = performance.now() + after + PATIENCE_MS;
    setTimeout(() => void this.record(minute, peaks, patience), after).unref();
  }

  /** What was seen until then is of another minute: this one is the others'. */
  private setBack(to: number): void {
    [this.minute, this.peaks, this.deaf] = [to, {}, true];
  }

  private async record(minute: number, peaks: Counts, patience: number): Promise<void> {
    const end = minute + MINUTE_MS;
    const waits = performance.now() < patience;
    const again = () => setTimeout(() => void this.record(minute, peaks, patience), LOOK_AGAIN_MS).unref();
    if (waits && !this.cluster.reached(end)) return void again();
    try {
      // A row of the future would keep the true one from being written.
      if ((await this.history.time()) < end) {
        if (waits) again();
        else this.logger.warn('a minute was not recorded: this clock is ahead of the one of PostgreSQL');
        return;
      }
      const counts = this.cluster.between(minute, end);
      const waitingJobs = await this.queues.waiting();
      const row = { span: 'minute' as const, at: new Date(minute), peaks: { ...peaks, waitingJobs }, counts };
      if (await this.history.insert(row)) this.show();
    } catch (error) {
      this.logger.warn({ err: error }, 'a minute was not recorded');
    }
  }

  /** What is kept of the history does not have the minute. */
  private show(): void {
    this.cache
      .invalidate([HISTORY])
      .catch((error: unknown) => this.logger.warn({ err: error }, 'others show a minute later that it was recorded'));
  }
}

const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS) * MINUTE_MS;
