import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Bus } from '../broadcast/bus.service.js';
import type { Topic, TopicData } from '../broadcast/topic.js';
import { tracing } from '../observability/tracing.js';
import { eventsRecorded } from './recorded.topic.js';
import { type Transaction, UnitOfWork } from './unit-of-work.js';

/** Nobody waits this long where the bus works: a publication wakes the worker. */
const INTERVAL_MS = 2000;
const MAX_ATTEMPTS = 10;
const RETRY_SECONDS = 2;
const MAX_RETRY_SECONDS = 600;

interface RecordedEvent {
  id: string;
  topic: string;
  data: unknown;
  attempts: number;
}

type Handler = (tx: Transaction, data: unknown, id: string) => Promise<void>;

/**
 * Hands recorded events to the features that follow from them: each once, in one transaction with what the handlers
 * write. One that fails is tried again later, and given up in the end; the others go on. Runs in the worker; several may.
 */
@Injectable()
export class EventConsumer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(EventConsumer.name);
  private readonly handlers = new Map<string, Handler[]>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private woken = false;
  private running: Promise<void> | undefined;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    bus: Bus,
  ) {
    bus.on(eventsRecorded, () => this.wake());
  }

  /** The handler's writes through `tx` and the end of the event are one commit. */
  on<T extends Topic>(topic: T, handler: (tx: Transaction, data: TopicData<T>, id: string) => Promise<void>): void {
    const handlers = this.handlers.get(topic.name) ?? [];
    handlers.push((tx, data, id) => handler(tx, topic.schema.parse(data) as TopicData<T>, id));
    this.handlers.set(topic.name, handlers);
  }

  onApplicationBootstrap(): void {
    this.wake();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private wake(): void {
    this.woken = true;
    if (this.stopped || this.running) return;
    clearTimeout(this.timer);
    this.running = tracing.detached(() => this.consumeAll());
  }

  private async consumeAll(): Promise<void> {
    this.woken = false;
    try {
      while (!this.stopped && (await this.consumeNext()));
    } catch (error) {
      this.logger.warn({ err: error }, 'recorded events wait');
    }
    this.running = undefined;
    if (this.woken) this.wake();
    else if (!this.stopped) this.timer = setTimeout(() => this.wake(), INTERVAL_MS);
  }

  /** False where none is due that nobody else has in hand. */
  private async consumeNext(): Promise<boolean> {
    let taken: RecordedEvent | undefined;
    try {
      await this.unitOfWork.run(async (tx) => {
        taken = await this.take(tx.manager);
        const event = taken;
        if (!event) return;
        // Handlers may read through another connection of the pool: it is one event at a time that holds one meanwhile.
        for (const handler of this.handlers.get(event.topic) ?? []) await handler(tx, event.data, event.id);
        await tx.manager.query('DELETE FROM recorded_events WHERE id = $1', [event.id]);
      });
    } catch (error) {
      if (!taken) throw error;
      await this.postpone(taken, error);
    }
    return taken !== undefined;
  }

  /** Topics that nobody here follows are left to a worker of another version. */
  private async take(manager: EntityManager): Promise<RecordedEvent | undefined> {
    const [event] = await manager.query<RecordedEvent[]>(
      `SELECT id, topic, data, attempts FROM recorded_events
       WHERE failed_at IS NULL AND due_at <= now() AND topic = ANY($1)
       ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
      [[...this.handlers.keys()]],
    );
    return event;
  }

  private async postpone({ id, topic, attempts }: RecordedEvent, error: unknown): Promise<void> {
    this.logger.error({ err: error, event: id, topic }, 'a recorded event was not carried out');
    const seconds = Math.min(MAX_RETRY_SECONDS, RETRY_SECONDS * 2 ** attempts);
    await this.unitOfWork.run((tx) =>
      tx.manager.query(
        `UPDATE recorded_events SET attempts = attempts + 1, due_at = now() + make_interval(secs => $2), error = $3,
           failed_at = CASE WHEN attempts + 1 >= $4 THEN now() END
         WHERE id = $1`,
        [id, seconds, String(error).slice(0, 1000), MAX_ATTEMPTS],
      ),
    );
  }
}
