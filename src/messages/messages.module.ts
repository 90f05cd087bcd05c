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
import { MessageInsertion } from './message-insertion.js';
import { MessageMetrics } from './message.metrics.js';
import { MessageText } from './message-text.js';
import { MessagesController } from './messages.controller.js';
import { MessagesRepository } from './messages.repository.js';
import { MessagesService } from './messages.service.js';
import { MessagesWriter } from './messages.writer.js';
import { PermalinksController } from './permalinks.controller.js';
import { PinEntity } from './pin.entity.js';
import { PinsController } from './pins.controller.js';
import { PinsRepository } from './pins.repository.js';
import { PinsService } from './pins.service.js';
import { PollCounts } from './poll-counts.service.js';
import { PollEntity } from './poll.entity.js';
import { PollPosts } from './poll-posts.service.js';
import { PollRefreshes } from './poll-refreshes.js';
import { PollVoteEntity } from './poll-vote.entity.js';
import { PollsController } from './polls.controller.js';
import { PollsRepository } from './polls.repository.js';
import { PollsService } from './polls.service.js';
import { ReactionEntity } from './reaction.entity.js';
import { ReactionsController } from './reactions.controller.js';
import { ReactionsRepository } from './reactions.repository.js';
import { ReactionsService } from './reactions.service.js';
import { ReadableMessages } from './readable-messages.service.js';
import { ReportsController } from './reports.controller.js';
import { ReportsService } from './reports.service.js';
import { SendRate } from './send-rate.js';
import { SystemMessages } from './system-messages.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([MessageEntity, MessageEditEntity, ReactionEntity, PinEntity, PollEntity, PollVoteEntity]),
    ChannelsModule,
    UsersModule,
    JobsModule,
  ],
  controllers: [
    MessagesController,
    ReactionsController,
    PinsController,
    PollsController,
    PermalinksController,
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
    MessageInsertion,
    MessagesService,
    ReadableMessages,
    ReactionsRepository,
    ReactionsService,
    PinsRepository,
    PinsService,
    PollsRepository,
    PollCounts,
    PollRefreshes,
    PollPosts,
    PollsService,
    MessageEditsRepository,
    EditHistory,
    HistoryPages,
    HistoryService,
    LogService,
    ExportsService,
    ReportsService,
    SystemMessages,
  ],
  exports: [
    MessagesService,
    ReadableMessages,
    ReactionsService,
    PinsService,
    PollsService,
    PollCounts,
    HistoryService,
    LogService,
    MessageMetrics,
    LogMetrics,
  ],
})
export class MessagesModule {}
