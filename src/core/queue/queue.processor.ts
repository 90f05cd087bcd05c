import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { Inject, Logger, type OnModuleInit } from '@nestjs/common';
import { type Job, UnrecoverableError } from 'bullmq';
import type { z } from 'zod';
import { SystemLog } from '../audit/system-log.js';
import { tracing } from '../observability/tracing.js';
import type { JobData, JobName, QueueDefinition } from './queue-definition.js';
import { QueueMetrics } from './queue.metrics.js';

/**
 * A killed worker's jobs are taken up again within some seconds; BullMQ's own default is 30 s. A job that was under way
 * when its worker died twice has failed: whatever is in it, those behind it go on. Workers begin when `WorkerGate` says so.
 */
export const workerOptions = { autorun: false, lockDuration: 5000, stalledInterval: 5000, maxStalledCount: 1 };

export type JobHandlers<Q extends QueueDefinition> = {
  [N in JobName<Q>]: (data: JobData<Q, N>, job: Job) => Promise<unknown>;
};

/** Of an error, as much as tells what kind of failure it is. */
const MAX_REASON = 200;

/** What a job of a name that its queue does not have is counted under: labels are a closed set. */
const UNKNOWN = 'unknown';

/**
 * Routes each job to its handler with a checked payload, and measures it. BullMQ delivers at least once: a handler may
 * run twice.
 */
export abstract class QueueProcessor<Q extends QueueDefinition> extends WorkerHost implements OnModuleInit {
  protected abstract readonly queue: Q;
  /** One handler for each job of the queue; a missing one does not compile. */
  protected abstract readonly handlers: JobHandlers<Q>;
  /** Set from outside, so that no processor has to hand it on. */
  @Inject(QueueMetrics) private readonly queueMetrics: QueueMetrics;
  @Inject(SystemLog) private readonly systemLog: SystemLog;
  private readonly workerLogger = new Logger(`${this.constructor.name} worker`);
  private lastWorkerError = '';

  onModuleInit(): void {
    this.queueMetrics.expect(this.queue.name, [...Object.keys(this.queue.jobs), UNKNOWN]);
  }

  process(job: Job): Promise<unknown> {
    const trace = job.opts.telemetry?.metadata;
    if (!tracing.on || trace === undefined) return this.timed(job);
    const attributes = {
      'messaging.system': 'bullmq',
      'messaging.destination.name': this.queue.name,
      'messaging.operation.type': 'process',
      'messaging.message.id': job.id ?? '',
      'tertulia.job.attempt': job.attemptsMade + 1,
    };
    const name = `process ${this.queue.name} ${this.countedName(job)}`;
    return tracing.continued(trace, name, { kind: 'consumer', attributes }, () => this.timed(job));
  }

  private timed(job: Job): Promise<unknown> {
    return this.queueMetrics.timed(this.queue.name, this.countedName(job), () => this.route(job));
  }

  @OnWorkerEvent('failed')
  countFailure(job: Job | undefined, error: Error): void {
    if (!job) return;
    const forGood = job.finishedOn !== undefined && job.finishedOn !== null;
    this.queueMetrics.failed(this.queue.name, this.countedName(job), forGood);
    const { id, attemptsMade } = job;
    const told = { err: error, queue: this.queue.name, job: job.name, id, attemptsMade };
    if (forGood) this.tellForGood(job, error, told);
    else this.workerLogger.warn(told, 'a job failed and is tried again');
  }

  @OnWorkerEvent('stalled')
  countStall(id: string): void {
    this.queueMetrics.stalled(this.queue.name);
    this.workerLogger.warn({ queue: this.queue.name, id }, 'a job was left by its worker and is taken up again');
  }

  /** While Redis is away every attempt at it is an event; the log has each error once. */
  @OnWorkerEvent('error')
  logWorkerError({ message }: Error): void {
    if (message !== this.lastWorkerError) this.workerLogger.warn(`queue ${this.queue.name}: ${message}`);
    this.lastWorkerError = message;
  }

  private async route(job: Job): Promise<unknown> {
    const name = job.name as JobName<Q>;
    const schema = Object.hasOwn(this.queue.jobs, name) ? this.queue.jobs[name] : undefined;
    const payload = schema?.safeParse(job.data);
    // A payload that does not parse now will not parse on a retry either.
    if (!payload?.success) throw new UnrecoverableError(`${job.name}: bad payload ${told(payload?.error)}`);
    return this.handlers[name](payload.data as JobData<Q, JobName<Q>>, job);
  }

  private tellForGood({ id, name, attemptsMade }: Job, { message }: Error, told: object): void {
    this.workerLogger.error(told, 'a job failed for good');
    const [reason = ''] = message.split('\n');
    const detail = { job: name, attempts: attemptsMade, reason: reason.slice(0, MAX_REASON) };
    this.systemLog.note({ action: 'job.failed', target: `${this.queue.name}/${id}`, detail });
  }

  private countedName({ name }: Job): string {
    return Object.hasOwn(this.queue.jobs, name) ? name : UNKNOWN;
  }
}

/** Whether a job that fails now has failed for good. */
export const isLastAttempt = ({ attemptsMade, opts }: Job): boolean => attemptsMade + 1 >= (opts.attempts ?? 1);

/** In one line: reasons are listed and compared. */
const told = (error: z.ZodError | undefined): string =>
  error
    ? error.issues.map(({ path, message }) => [...path.map(String), message].join(': ')).join('; ')
    : '(no such job)';
