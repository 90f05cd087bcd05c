import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { ProducerModule } from '../core/queue/queue.module.js';
import { UsersModule } from '../users/users.module.js';
import { CleanUpHandler } from './clean-up.handler.js';
import { DatabaseBackupHandler } from './database-backup.handler.js';
import { JobEntity } from './job.entity.js';
import { JobLedger } from './job-ledger.js';
import { JobRunner } from './job-runner.js';
import { JobsModule } from './jobs.module.js';
import { JobsProcessor } from './jobs.processor.js';
import { jobsQueue } from './jobs.queue.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsSweep } from './jobs.sweep.js';
import { ScheduleSync } from './schedule-sync.js';

/** What only the worker process runs. */
@Module({
  imports: [
    TypeOrmModule.forFeature([JobEntity]),
    BullModule.registerQueue({ name: jobsQueue.name }),
    ProducerModule.of(jobsQueue),
    UsersModule,
    AuthModule,
    JobsModule,
  ],
  providers: [
    JobsRepository,
    JobLedger,
    JobRunner,
    JobsProcessor,
    JobsSweep,
    ScheduleSync,
    CleanUpHandler,
    DatabaseBackupHandler,
  ],
})
export class JobsWorkerModule {}
