import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { In, type Repository } from 'typeorm';
import { Bus } from '../broadcast/bus.service.js';
import type { Topic, TopicData } from '../broadcast/topic.js';
import { OutboxEventEntity } from './outbox-event.entity.js';

export interface OutboxEvent {
  id: string;
  topic: string;
  data: unknown;
}

/** Tells everyone what was committed, then removes it from the outbox. What it cannot tell, the sweep will. */
@Injectable()
export class OutboxDispatcher {
  private readonly logger = new Logger(OutboxDispatcher.name);
  private readonly told: string[] = [];
  private removing = false;

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
    await this.removeTold();
  }

  /** One DELETE at a time; what is told meanwhile goes with the next. */
  private async removeTold(): Promise<void> {
    if (this.removing) return;
    this.removing = true;
    try {
      while (this.told.length > 0) await this.outbox.delete({ id: In(this.told.splice(0, 1000)) });
    } catch (error) {
      this.logger.warn({ err: error }, 'outbox rows stay for the sweep');
    } finally {
      this.removing = false;
    }
  }
}
