import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SessionEntity } from './session.entity.js';
import { SessionsProcessor } from './sessions.processor.js';
import { sessionsQueue } from './sessions.queue.js';
import { SessionsRepository } from './sessions.repository.js';

/** What only the worker process runs. */
@Module({
  imports: [TypeOrmModule.forFeature([SessionEntity]), BullModule.registerQueue({ name: sessionsQueue.name })],
  providers: [SessionsProcessor, SessionsRepository],
})
export class AuthWorkerModule {}
