import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SessionsModule } from '../auth/sessions.module.js';
import { ProducerModule } from '../core/queue/queue.module.js';
import { JobEntity } from './job.entity.js';
import { JobsController } from './jobs.controller.js';
import { jobsQueue } from './jobs.queue.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';
import { ScheduleEntity } from './schedule.entity.js';
import { SchedulesController } from './schedules.controller.js';
import { SchedulesService } from './schedules.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([JobEntity, ScheduleEntity]), SessionsModule, ProducerModule.of(jobsQueue)],
  controllers: [SchedulesController, JobsController],
  providers: [JobsRepository, JobsService, SchedulesService],
  exports: [JobsService, SchedulesService],
})
export class JobsModule {}
