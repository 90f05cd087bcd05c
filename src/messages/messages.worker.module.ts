import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChannelsModule } from '../channels/channels.module.js';
import { UsersModule } from '../users/users.module.js';
import { ActivityReportHandler } from './activity-report.handler.js';
import { ChannelExportHandler } from './channel-export.handler.js';
import { DailyStatisticEntity } from './daily-statistic.entity.js';
import { DailyStatisticsRepository } from './daily-statistics.repository.js';
import { ExpiryService } from './expiry.service.js';
import { MessageEntity } from './message.entity.js';
import { MessageSendingModule } from './message-sending.module.js';
import { PollCounts } from './poll-counts.service.js';
import { PollsSweep } from './polls.sweep.js';
import { RetentionHandler } from './retention.handler.js';
import { StatisticsHandler } from './statistics.handler.js';
import { StatisticsService } from './statistics.service.js';
import { ThreadSummariesSweep } from './thread-summaries.sweep.js';

/** What only the worker process runs. */
@Module({
  imports: [
    TypeOrmModule.forFeature([MessageEntity, DailyStatisticEntity]),
    MessageSendingModule,
    ChannelsModule,
    UsersModule,
  ],
  providers: [
    PollCounts,
    PollsSweep,
    ExpiryService,
    ChannelExportHandler,
    ActivityReportHandler,
    RetentionHandler,
    DailyStatisticsRepository,
    StatisticsService,
    StatisticsHandler,
    ThreadSummariesSweep,
  ],
})
export class MessagesWorkerModule {}
