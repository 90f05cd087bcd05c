import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Queue, type Worker } from 'bullmq';
import { DataSource } from 'typeorm';
import { Lifecycle } from '../observability/lifecycle.js';
import { MainRedis } from '../redis/redis-roles.js';
import { QueueProcessor } from './queue.processor.js';

const CHECK_OPEN_EVERY_MS = 2000;
const CHECK_CLOSED_EVERY_MS = 500;
/** Less than the 12 s within which the process ends: the connections are closed after it. */
const DRAIN_WITHIN_MS = 10_000;

/**
 * Lets this process's workers take jobs while what jobs need is there: PostgreSQL and Redis. Jobs taken without them
 * would use up their attempts, and be dead letters when it is over. At the end it lets the running ones finish, before
 * anything that they use is closed.
 */
@Injectable()
export class WorkerGate implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(WorkerGate.name);
  private timer: NodeJS.Timeout | undefined;
  private checking: Promise<void> = Promise.resolve();
  private workers: Worker[] = [];
  private open = false;
  private stopping = false;
  /** Checks in a row that found something missing. */
  private misses = 0;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly dataSource: DataSource,
    private readonly redis: MainRedis,
    private readonly lifecycle: Lifecycle,
  ) {}

  onApplicationBootstrap(): void {
    const parts: unknown[] = this.discovery.getProviders().map(({ instance }) => instance as unknown);
    this.workers = parts.flatMap((part) => (part instanceof QueueProcessor ? [part.worker] : []));
    // Redis that is away is told of by its own link; an error without a listener would be printed each time.
    for (const part of parts) if (part instanceof Queue) part.on('error', () => undefined);
    this.check();
  }

  /** The first of Nest's hooks: PostgreSQL and Redis are still there for the jobs that are under way. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    // Long work is told to hand over, or it would be waited for.
    this.lifecycle.stop();
    clearTimeout(this.timer);
    const closed = Promise.all(this.workers.map((worker) => worker.close())).then(() => true);
    const inTime = await Promise.race([closed, sleep(DRAIN_WITHIN_MS, false, { ref: false })]);
    if (!inTime) this.logger.warn('jobs are still under way; another worker takes them up');
    await this.checking;
  }

  private check(): void {
    this.checking = this.settle().finally(() => {
      const wait = this.open ? CHECK_OPEN_EVERY_MS : CHECK_CLOSED_EVERY_MS;
      if (!this.stopping) this.timer = setTimeout(() => this.check(), wait);
    });
  }

  private async settle(): Promise<void> {
    const missing = await this.missing();
    if (this.stopping) return;
    this.misses = missing === '' ? 0 : this.misses + 1;
    // At a start connections are still being made: that is nothing to tell of.
    if (this.misses === 2) this.logger.warn(`no jobs are taken: ${missing}`);
    if ((missing === '') === this.open) return;
    this.open = missing === '';
    if (this.open) this.logger.log(`jobs are taken from ${this.workers.length} queue(s)`);
    await Promise.all(this.workers.map((worker) => (this.open ? worker.resume() : worker.pause(true))));
  }

  /** What jobs need and is not there, in words; empty where all is. */
  private async missing(): Promise<string> {
    const [postgres, redis] = await Promise.allSettled([this.dataSource.query('SELECT 1'), this.redis.ping()]);
    return [
      ...(postgres.status === 'rejected' ? [`PostgreSQL: ${String(postgres.reason)}`] : []),
      ...(redis.status === 'rejected' ? [`Redis: ${String(redis.reason)}`] : []),
    ].join('; ');
  }
}
