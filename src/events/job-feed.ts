import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { isFinal, type Job } from '../contract/jobs.js';
import { Bus } from '../core/broadcast/bus.service.js';
import { jobChanged } from '../jobs/jobs.topics.js';
import { asSeenBy, JobsService } from '../jobs/jobs.service.js';
import { encodeEvent } from './event-encoding.js';
import type { EventStream } from './event-stream.js';

/** The bus may lose an event: this often the jobs that are watched are compared with the database. */
const COMPARE_MS = 5000;

interface Watcher {
  stream: EventStream;
  /** The newest state that was written. */
  rev: number;
}

/** Sends each change of a job to the streams that watch it here, and ends them with the job. */
@Injectable()
export class JobFeed implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(JobFeed.name);
  private readonly watchers = new Map<string, Set<Watcher>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly jobs: JobsService,
  ) {
    bus.on(jobChanged, ({ jobId, rev }) => this.compare(new Map([[jobId, rev]])));
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.compareAll(), COMPARE_MS);
    this.bus.onRestored(() => void this.compareAll());
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** From here on the stream gets every state after `job`, which it is sent unless it has it: `seen` is its rev. */
  watch(stream: EventStream, job: Job, seen: number): void {
    const watcher = { stream, rev: seen };
    const watchers = this.watchers.get(job.id) ?? new Set();
    this.watchers.set(job.id, watchers.add(watcher));
    stream.onClose(() => {
      watchers.delete(watcher);
      if (watchers.size === 0 && this.watchers.get(job.id) === watchers) this.watchers.delete(job.id);
    });
    this.send(job, [watcher]);
    // It may have gone on between its reading and now.
    void this.load(job.id);
  }

  private async compareAll(): Promise<void> {
    if (this.watchers.size === 0) return;
    try {
      this.compare(await this.jobs.revs([...this.watchers.keys()]));
    } catch (error) {
      this.logger.warn({ err: error }, 'jobs were not compared with the database');
    }
  }

  private compare(revs: Map<string, number>): void {
    for (const [jobId, rev] of revs) {
      const watchers = this.watchers.get(jobId);
      if (watchers && [...watchers].some((watcher) => watcher.rev < rev)) void this.load(jobId);
    }
  }

  private async load(jobId: string): Promise<void> {
    try {
      const job = await this.jobs.find(jobId);
      const watchers = this.watchers.get(jobId);
      if (job && watchers) this.send(job, watchers);
    } catch (error) {
      this.logger.warn({ err: error }, 'a job was not read');
    }
  }

  /** Two reads may end in the other order: nobody is sent an older state after a newer one. */
  private send(job: Job, watchers: Iterable<Watcher>): void {
    const behind = [...watchers].filter(({ rev }) => rev < job.rev);
    for (const watcher of behind) {
      const { stream } = watcher;
      watcher.rev = job.rev;
      stream.write(encodeEvent({ id: job.rev, event: 'job', data: asSeenBy(stream.principal, job) }));
      if (isFinal(job.state)) void stream.end('complete');
    }
  }
}
