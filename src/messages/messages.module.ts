import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChannelsModule } from '../channels/channels.module.js';
import { UsersModule } from '../users/users.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { DeletionsController } from './deletions.controller.js';
import { DeletionsService } from './deletions.service.js';
import { EditHistoryController } from './edit-history.controller.js';
import { EditHistory } from './edit-history.service.js';
import { ExportsController } from './exports.controller.js';
import { ExportsService } from './exports.service.js';
import { LogMetrics } from './log.metrics.js';
import { HistoryPages } from './history-pages.js';
import { HistoryService } from './history.service.js';
import { LogService } from './log.service.js';
import { MessageReportEntity } from './message-report.entity.js';
import { MessageReportsController } from './message-reports.controller.js';
import { MessageReportsRepository } from './message-reports.repository.js';
import { MessageReports } from './message-reports.service.js';
import { MessageSendingModule } from './message-sending.module.js';
import { MessageReadersController } from './message-readers.controller.js';
import { MessageReaders } from './message-readers.service.js';
import { MessageWritingController } from './message-writing.controller.js';
import { MessagesController } from './messages.controller.js';
import { PermalinksController } from './permalinks.controller.js';
import { PinEntity } from './pin.entity.js';
import { PinsController } from './pins.controller.js';
import { PinsRepository } from './pins.repository.js';
import { PinsService } from './pins.service.js';
import { PollCounts } from './poll-counts.service.js';
import { PollRefreshes } from './poll-refreshes.js';
import { PollsController } from './polls.controller.js';
import { PollsService } from './polls.service.js';
import { ReactionEntity } from './reaction.entity.js';
import { ReactionsController } from './reactions.controller.js';
import { ReactionsRepository } from './reactions.repository.js';
import { ReactionsService } from './reactions.service.js';
import { ReadableMessages } from './readable-messages.service.js';
import { RemovalEntity } from './removal.entity.js';
import { RemovalsRepository } from './removals.repository.js';
import { ReportRate } from './report-rate.js';
import { ReportResolution } from './report-resolution.service.js';
import { ReportsController } from './reports.controller.js';
import { ReportsService } from './reports.service.js';
import { SystemMessages } from './system-messages.service.js';
import { ThreadsController } from './threads.controller.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([ReactionEntity, PinEntity, RemovalEntity, MessageReportEntity]),
    MessageSendingModule,
    ChannelsModule,
    UsersModule,
    JobsModule,
  ],
  controllers: [
    MessagesController,
    MessageWritingController,
    DeletionsController,
    MessageReportsController,
    ReactionsController,
    PinsController,
    PollsController,
    PermalinksController,
    ThreadsController,
    EditHistoryController,
    MessageReadersController,
    ExportsController,
    ReportsController,
  ],
  providers: [
    LogMetrics,
    ReadableMessages,
    RemovalsRepository,
    DeletionsService,
    ReportRate,
    MessageReportsRepository,
    MessageReports,
    ReportResolution,
    ReactionsRepository,
    ReactionsService,
    PinsRepository,
    PinsService,
    PollCounts,
    PollRefreshes,
    PollsService,
    EditHistory,
    MessageReaders,
    HistoryPages,
    HistoryService,
    LogService,
    ExportsService,
    ReportsService,
    SystemMessages,
  ],
  exports: [
    MessageSendingModule,
    ReadableMessages,
    DeletionsService,
    MessageReports,
    ReportResolution,
    ReactionsService,
    PinsService,
    MessageReaders,
    PollsService,
    PollCounts,
    HistoryService,
    LogService,
    LogMetrics,
  ],
})
export class MessagesModule {}
