import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ProducerModule } from '../core/queue/queue.module.js';
import { MessageReaderModule } from '../messages/message-reader.module.js';
import { MessageSendingModule } from '../messages/message-sending.module.js';
import { UsersModule } from '../users/users.module.js';
import { ReminderBell } from './reminder-bell.js';
import { ReminderEntity } from './reminder.entity.js';
import { RemindersRepository } from './reminders.repository.js';
import { ScheduledMessageEntity } from './scheduled-message.entity.js';
import { ScheduledMessagesRepository } from './scheduled-messages.repository.js';
import { ScheduledProcessor } from './scheduled.processor.js';
import { scheduledQueue } from './scheduled.queue.js';
import { ScheduledSender } from './scheduled-sender.js';
import { ScheduledSweep } from './scheduled.sweep.js';

/** What only the worker process runs. */
@Module({
  imports: [
    TypeOrmModule.forFeature([ScheduledMessageEntity, ReminderEntity]),
    BullModule.registerQueue({ name: scheduledQueue.name }),
    ProducerModule.of(scheduledQueue),
    MessageReaderModule,
    MessageSendingModule,
    UsersModule,
  ],
  providers: [
    ScheduledMessagesRepository,
    ScheduledSender,
    RemindersRepository,
    ReminderBell,
    ScheduledProcessor,
    ScheduledSweep,
  ],
})
export class ScheduledWorkerModule {}
