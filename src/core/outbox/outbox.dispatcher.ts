import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { Bus } from '../broadcast/bus.service.js';
import type { Topic, TopicData } from '../broadcast/topic.js';
import { tracing } from '../observability/tracing.js';
import { OutboxEventEntity } from './outbox-event.entity.js';
import { eventsRecorded } from './recorded.topic.js';

export interface OutboxEvent {
  id: string;
  topic: string;
  data: unknown;
}

/** Removing a row is a commit of its own: rows that are told wait this long for others. */
const REMOVE_EVERY_MS = 500;

/** Tells everyone what was committed, then removes it from the outbox. What it cannot tell, the sweep will. */
@Injectable()
export class OutboxDispatcher implements BeforeApplicationShutdown {
  private readonly logger = new Logger(OutboxDispatcher.name);
  private told: string[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @InjectRepository(OutboxEventEntity) private readonly outbox: Repository<OutboxEventEntity>,
    private readonly bus: Bus,
  ) {}

  /** Never rejects, and nobody waits for it: the event is safe in the outbox. */
  async dispatch<T extends Topic>(
    id: string,
    topic: T,
    data: TopicData<T>,
    body: readonly Buffer[] = [],
  ): Promise<void> {
    if (!(await this.bus.publish(topic, data, body))) return;
    this.told.push(id);
    this.timer ??= tracing.detached(() => setTimeout(() => void this.removeTold(), REMOVE_EVERY_MS));
  }

  /** It looks by itself every other second; this is the fast way. */
  wakeWorker(): void {
    void this.bus.publish(eventsRecorded, null);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.removeTold();
  }

  private async removeTold(): Promise<void> {
    this.timer = undefined;
    const ids = this.told;
    this.told = [];
    if (ids.length === 0) return;
    try {
      await this.outbox.query('DELETE FROM outbox WHERE id = ANY($1)', [ids]);
    } catch (error) {
      this.logger.warn({ err: error }, 'outbox rows stay for the sweep');
    }
  }
}
