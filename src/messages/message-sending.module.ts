import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChannelsModule } from '../channels/channels.module.js';
import { GroupsModule } from '../groups/groups.module.js';
import { UsersModule } from '../users/users.module.js';
import { MessageChanges } from './message-changes.service.js';
import { MessageEditEntity } from './message-edit.entity.js';
import { MessageEditsRepository } from './message-edits.repository.js';
import { MessageEntity } from './message.entity.js';
import { MessageInsertion } from './message-insertion.js';
import { MessageMetrics } from './message.metrics.js';
import { MessageText } from './message-text.js';
import { MessagesRepository } from './messages.repository.js';
import { MessagesService } from './messages.service.js';
import { MessagesWriter } from './messages.writer.js';
import { PollEntity } from './poll.entity.js';
import { PollPosts } from './poll-posts.service.js';
import { PollVoteEntity } from './poll-vote.entity.js';
import { PollsRepository } from './polls.repository.js';
import { SendRate } from './send-rate.js';
import { MessagePairs } from './message-pairs.service.js';
import { MessageSending } from './message-sending.service.js';
import { ThreadSummaries } from './thread-summaries.service.js';
import { ThreadSummaryTimer } from './thread-summary-timer.js';
import { ThreadsRepository } from './threads.repository.js';
import { ThreadsService } from './threads.service.js';
import { UntoldThreadEntity } from './untold-thread.entity.js';

/** All that takes and changes messages, for every process that does: web instances for clients, workers at the time. */
@Module({
  imports: [
    TypeOrmModule.forFeature([MessageEntity, MessageEditEntity, PollEntity, PollVoteEntity, UntoldThreadEntity]),
    ChannelsModule,
    UsersModule,
    GroupsModule,
  ],
  providers: [
    ThreadsRepository,
    ThreadsService,
    ThreadSummaries,
    ThreadSummaryTimer,
    MessagePairs,
    MessageSending,
    MessageMetrics,
    MessagesRepository,
    MessagesWriter,
    MessageText,
    SendRate,
    MessageChanges,
    MessageInsertion,
    MessageEditsRepository,
    PollsRepository,
    PollPosts,
    MessagesService,
  ],
  exports: [
    ThreadsRepository,
    ThreadsService,
    ThreadSummaries,
    MessageMetrics,
    MessagesRepository,
    MessageChanges,
    MessageInsertion,
    MessageEditsRepository,
    PollsRepository,
    MessagesService,
  ],
})
export class MessageSendingModule {}
