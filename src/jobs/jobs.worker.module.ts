import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SessionsModule } from '../auth/sessions.module.js';
import { ProducerModule } from '../core/queue/queue.module.js';
import { UsersModule } from '../users/users.module.js';
import { JobEntity } from './job.entity.js';
import { JobLedger } from './job-ledger.js';
import { JobRunner } from './job-runner.js';
import { JobsProcessor } from './jobs.processor.js';
import { jobsQueue } from './jobs.queue.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsSweep } from './jobs.sweep.js';

/** What only the worker process runs. */
@Module({
  imports: [
    TypeOrmModule.forFeature([JobEntity]),
    BullModule.registerQueue({ name: jobsQueue.name }),
    ProducerModule.of(jobsQueue),
    UsersModule,
    SessionsModule,
  ],
  providers: [JobsRepository, JobLedger, JobRunner, JobsProcessor, JobsSweep],
})
export class JobsWorkerModule {}
