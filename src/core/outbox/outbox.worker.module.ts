import { Module } from '@nestjs/common';
import { EventConsumer } from './event-consumer.js';
import { OutboxSweep } from './outbox.sweep.js';

/** What only the worker process runs. */
@Module({ providers: [OutboxSweep, EventConsumer], exports: [EventConsumer] })
export class OutboxWorkerModule {}
