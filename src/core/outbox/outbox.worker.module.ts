import { Module } from '@nestjs/common';
import { OutboxSweep } from './outbox.sweep.js';

/** What only the worker process runs. */
@Module({ providers: [OutboxSweep] })
export class OutboxWorkerModule {}
