import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ActivityHistoryEntity } from './activity-history.entity.js';
import { ActivityHistoryHandler } from './activity-history.handler.js';
import { ActivityHistoryRepository } from './activity-history.repository.js';
import { ActivityHistory } from './activity-history.service.js';
import { InstanceFiguresModule } from './instance-figures.module.js';
import { WorkerConnections } from './own-connections.js';

/** What only the worker process runs. */
@Module({
  imports: [TypeOrmModule.forFeature([ActivityHistoryEntity]), InstanceFiguresModule.of(WorkerConnections)],
  providers: [ActivityHistoryRepository, ActivityHistory, ActivityHistoryHandler],
})
export class DashboardWorkerModule {}
