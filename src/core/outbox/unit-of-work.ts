import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { newId } from '../ids.js';
import { tracing } from '../observability/tracing.js';
import type { Topic, TopicData } from '../broadcast/topic.js';
import { OutboxEventEntity } from './outbox-event.entity.js';
import { OutboxDispatcher } from './outbox.dispatcher.js';
import { RecordedEventEntity } from './recorded-event.entity.js';

/** Runs what follows as a part of the trace in which it was ordered. */
type Later = ReturnType<typeof tracing.here>;

/** One transaction, the events that become true when it commits, and what is worth doing at once then. */
export class Transaction {
  readonly events: { id: string; topic: Topic; data: unknown; body: Buffer[]; told: Later }[] = [];
  readonly records: { id: string; topic: string; data: object }[] = [];
  readonly followUps: (() => unknown)[] = [];

  constructor(readonly manager: EntityManager) {}

  /** `body` goes with the first publication alone: whoever misses that one reads what it says elsewhere. */
  publish<T extends Topic>(topic: T, data: TopicData<T>, body: Buffer[] = []): void {
    this.events.push({ id: newId(), topic, data, body, told: tracing.here() });
  }

  /** Stores an event for the worker's `EventConsumer`, which carries it out once: late perhaps, never lost. */
  record<T extends Topic>(topic: T, data: TopicData<T> & object): void {
    this.records.push({ id: newId(), topic: topic.name, data });
  }

  /** `work` may be lost with the process: what must happen is in the database, for a sweep to find. It must not throw. */
  afterCommit(work: () => unknown): void {
    const later = tracing.here();
    this.followUps.push(() => later(work));
  }
}

@Injectable()
export class UnitOfWork {
  constructor(
    private readonly dataSource: DataSource,
    private readonly dispatcher: OutboxDispatcher,
  ) {}

  /**
   * Runs `work` in a transaction. Its events are stored with it and dispatched once it has committed; what a crash
   * leaves behind, the sweep dispatches.
   */
  async run<R>(work: (tx: Transaction) => Promise<R>): Promise<R> {
    const { result, events, followUps } = await this.dataSource.transaction(async (manager) => {
      const tx = new Transaction(manager);
      const outcome = await work(tx);
      if (tx.events.length > 0) {
        await manager.insert(
          OutboxEventEntity,
          tx.events.map(({ id, topic, data }) => ({ id, topic: topic.name, data: data as object })),
        );
      }
      if (tx.records.length > 0) {
        await manager.insert(RecordedEventEntity, tx.records);
        tx.afterCommit(() => this.dispatcher.wakeWorker());
      }
      return { result: outcome, events: tx.events, followUps: tx.followUps };
    });
    for (const { id, topic, data, body, told } of events) {
      told(() => void this.dispatcher.dispatch(id, topic, data, body));
    }
    for (const followUp of followUps) followUp();
    return result;
  }
}
