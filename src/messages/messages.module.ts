import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChannelsModule } from '../channels/channels.module.js';
import { UsersModule } from '../users/users.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { EditHistoryController } from './edit-history.controller.js';
import { EditHistory } from './edit-history.service.js';
import { ExportsController } from './exports.controller.js';
import { ExportsService } from './exports.service.js';
import { LogMetrics } from './log.metrics.js';
import { HistoryPages } from './history-pages.js';
import { HistoryService } from './history.service.js';
import { LogService } from './log.service.js';
import { MessageChanges } from './message-changes.service.js';
import { MessageEditEntity } from './message-edit.entity.js';
import { MessageEditsRepository } from './message-edits.repository.js';
import { MessageEntity } from './message.entity.js';
import { MessageMetrics } from './message.metrics.js';
import { MessageText } from './message-text.js';
import { MessagesController } from './messages.controller.js';
import { MessagesRepository } from './messages.repository.js';
import { MessagesService } from './messages.service.js';
import { MessagesWriter } from './messages.writer.js';
import { PinEntity } from './pin.entity.js';
import { PinsController } from './pins.controller.js';
import { PinsRepository } from './pins.repository.js';
import { PinsService } from './pins.service.js';
import { ReactionEntity } from './reaction.entity.js';
import { ReactionsController } from './reactions.controller.js';
import { ReactionsRepository } from './reactions.repository.js';
import { ReactionsService } from './reactions.service.js';
import { ReportsController } from './reports.controller.js';
import { ReportsService } from './reports.service.js';
import { SendRate } from './send-rate.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([MessageEntity, MessageEditEntity, ReactionEntity, PinEntity]),
    ChannelsModule,
    UsersModule,
    JobsModule,
  ],
  controllers: [
    MessagesController,
    ReactionsController,
    PinsController,
    EditHistoryController,
    ExportsController,
    ReportsController,
  ],
  providers: [
    MessageMetrics,
    LogMetrics,
    MessagesRepository,
    MessagesWriter,
    MessageText,
    SendRate,
    MessageChanges,
    MessagesService,
    ReactionsRepository,
    ReactionsService,
    PinsRepository,
    PinsService,
    MessageEditsRepository,
    EditHistory,
    HistoryPages,
    HistoryService,
    LogService,
    ExportsService,
    ReportsService,
  ],
  exports: [MessagesService, ReactionsService, PinsService, HistoryService, LogService, MessageMetrics, LogMetrics],
})
export class MessagesModule {}
