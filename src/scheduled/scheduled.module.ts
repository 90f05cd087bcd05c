import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChannelsModule } from '../channels/channels.module.js';
import { ProducerModule } from '../core/queue/queue.module.js';
import { MessageReaderModule } from '../messages/message-reader.module.js';
import { MessageSendingModule } from '../messages/message-sending.module.js';
import { ReminderEntity } from './reminder.entity.js';
import { RemindersController } from './reminders.controller.js';
import { RemindersRepository } from './reminders.repository.js';
import { RemindersService } from './reminders.service.js';
import { ScheduledMessageEntity } from './scheduled-message.entity.js';
import { ScheduledMessagesController } from './scheduled-messages.controller.js';
import { ScheduledMessagesRepository } from './scheduled-messages.repository.js';
import { ScheduledMessagesService } from './scheduled-messages.service.js';
import { scheduledQueue } from './scheduled.queue.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([ScheduledMessageEntity, ReminderEntity]),
    ProducerModule.of(scheduledQueue),
    ChannelsModule,
    MessageReaderModule,
    MessageSendingModule,
  ],
  controllers: [ScheduledMessagesController, RemindersController],
  providers: [ScheduledMessagesRepository, ScheduledMessagesService, RemindersRepository, RemindersService],
  exports: [ScheduledMessagesService, RemindersService],
})
export class ScheduledModule {}
