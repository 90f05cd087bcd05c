import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Bus } from '../broadcast/bus.service.js';
import { defineTopic } from '../broadcast/topic.js';
import { Sweep } from '../queue/sweep.js';
import type { OutboxEvent } from './outbox.dispatcher.js';

const INTERVAL_MS = 2000;
/** Younger rows are most likely being dispatched by the process that wrote them. */
const MIN_AGE_SECONDS = 5;
const BATCH = 200;

/** Tells what a crashed process, or one without Redis, left in the outbox. Runs in the worker; several may. */
@Injectable()
export class OutboxSweep extends Sweep {
  constructor(
    private readonly dataSource: DataSource,
    private readonly bus: Bus,
  ) {
    super(INTERVAL_MS);
  }

  protected async sweep(): Promise<void> {
    while (this.bus.healthy && (await this.sweepBatch()) === BATCH);
  }

  /** The rows stay locked until they are told, and stay for the next sweep where that fails. */
  private sweepBatch(): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      const events = await manager.query<OutboxEvent[]>(
        `SELECT id, topic, data FROM outbox WHERE created_at < now() - make_interval(secs => $1)
         ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
        [MIN_AGE_SECONDS, BATCH],
      );
      // In their order, and waited for together: the transaction idles no longer than Redis takes for one answer.
      const taken = await Promise.all(
        events.map(({ topic, data }) => this.bus.publish(defineTopic(topic, z.unknown()), data)),
      );
      const told = events.flatMap(({ id }, i) => (taken[i] ? [id] : []));
      if (told.length > 0) await manager.query('DELETE FROM outbox WHERE id = ANY($1)', [told]);
      return told.length;
    });
  }
}
