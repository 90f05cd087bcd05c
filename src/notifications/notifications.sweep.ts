import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LogCursorsService } from '../channels/log-cursors.service.js';
import { ReactionReader } from '../messages/reaction-reader.service.js';
import { Sweep } from '../core/queue/sweep.js';
import { InjectTypedQueue } from '../core/queue/queue.module.js';
import { TypedQueue } from '../core/queue/typed-queue.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { MAX_ATTEMPTS } from './due-deliveries.js';
import { CONSUMER } from './message-fan-out.js';
import { REACTIONS } from './reaction-fan-out.js';
import {
  announceJob,
  deliverJob,
  deliveriesQueue,
  fanOutJob,
  notificationsQueue,
  reactionsJob,
} from './notifications.queue.js';

const INTERVAL_MS = 3000;
/** What is younger has most likely a job that is about to run. */
const OVERDUE_SECONDS = 5;
/** A step takes five seconds at the most; a worker that has one in hand for longer is gone. */
const ABANDONED_SECONDS = 20;
const BATCH = 1000;

/**
 * Makes the jobs anew that were lost with Redis or never added: what is to do stands in PostgreSQL. A job that is still
 * there is not doubled, for its id says what it is for. Runs in the worker; several may.
 */
@Injectable()
export class NotificationsSweep extends Sweep {
  constructor(
    private readonly dataSource: DataSource,
    private readonly cursors: LogCursorsService,
    private readonly reactions: ReactionReader,
    private readonly deliveries: DeliveriesRepository,
    @InjectTypedQueue(notificationsQueue) private readonly fanOuts: TypedQueue<typeof notificationsQueue>,
    @InjectTypedQueue(deliveriesQueue) private readonly steps: TypedQueue<typeof deliveriesQueue>,
  ) {
    super(INTERVAL_MS);
  }

  protected async sweep(): Promise<void> {
    await this.deliveries.releaseAbandoned(ABANDONED_SECONDS, MAX_ATTEMPTS);
    const overdue = await this.deliveries.findOverdue(OVERDUE_SECONDS, BATCH);
    await this.reactions.passUnreacted(REACTIONS);
    const [behind, reacted, open] = await Promise.all([
      this.cursors.behind(CONSUMER, BATCH),
      this.cursors.behind(REACTIONS, BATCH, 'rev'),
      this.openAnnouncements(),
    ]);
    await this.fanOuts.addAll([...behind.map(fanOutJob), ...reacted.map(reactionsJob), ...open.map(announceJob)]);
    await this.steps.addAll(overdue.map(({ userId, way, dueAt }) => deliverJob(userId, way, dueAt)));
  }

  private async openAnnouncements(): Promise<string[]> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `SELECT id FROM announcements WHERE done_at IS NULL AND created_at < now() - make_interval(secs => $1)`,
      [OVERDUE_SECONDS],
    );
    return rows.map(({ id }) => id);
  }
}
