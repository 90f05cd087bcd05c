import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChannelsModule } from '../channels/channels.module.js';
import { UsersModule } from '../users/users.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ExportsController } from './exports.controller.js';
import { ExportsService } from './exports.service.js';
import { LogMetrics } from './log.metrics.js';
import { HistoryPages } from './history-pages.js';
import { HistoryService } from './history.service.js';
import { LogService } from './log.service.js';
import { MessageEntity } from './message.entity.js';
import { MessageMetrics } from './message.metrics.js';
import { MessageText } from './message-text.js';
import { MessagesController } from './messages.controller.js';
import { MessagesRepository } from './messages.repository.js';
import { MessagesService } from './messages.service.js';
import { MessagesWriter } from './messages.writer.js';
import { ReportsController } from './reports.controller.js';
import { ReportsService } from './reports.service.js';
import { SendRate } from './send-rate.js';

@Module({
  imports: [TypeOrmModule.forFeature([MessageEntity]), ChannelsModule, UsersModule, JobsModule],
  controllers: [MessagesController, ExportsController, ReportsController],
  providers: [
    MessageMetrics,
    LogMetrics,
    MessagesRepository,
    MessagesWriter,
    MessageText,
    SendRate,
    MessagesService,
    HistoryPages,
    HistoryService,
    LogService,
    ExportsService,
    ReportsService,
  ],
  exports: [MessagesService, HistoryService, LogService, MessageMetrics, LogMetrics],
})
export class MessagesModule {}
