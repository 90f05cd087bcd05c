import { Module } from '@nestjs/common';
import { AuthWorkerModule } from './auth/auth.worker.module.js';
import { CoreModule } from './core/core.module.js';
import { OutboxWorkerModule } from './core/outbox/outbox.worker.module.js';

/** What nobody waits for: queues, schedules, the sweep of the outbox. */
@Module({ imports: [CoreModule, OutboxWorkerModule, AuthWorkerModule] })
export class WorkerModule {}
