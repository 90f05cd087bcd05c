import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChannelsModule } from '../channels/channels.module.js';
import { MailModule } from '../core/mail/mail.module.js';
import { ProducerModule } from '../core/queue/queue.module.js';
import { MessageReaderModule } from '../messages/message-reader.module.js';
import { UsersModule } from '../users/users.module.js';
import { AnnouncementEntity } from './announcement.entity.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DeliveryEntity } from './delivery.entity.js';
import { InboxEntity } from './inbox.entity.js';
import { InboxService } from './inbox.service.js';
import { LedgerMetrics } from './ledger.metrics.js';
import { LineMessages } from './line-messages.service.js';
import { NotificationContent } from './notification-content.js';
import { NotificationEntity } from './notification.entity.js';
import { NotificationEventEntity } from './notification-event.entity.js';
import { NotificationHistory } from './notification-history.service.js';
import { NotificationKeywordEntity } from './notification-keyword.entity.js';
import { NotificationSettingsEntity } from './notification-settings.entity.js';
import { notificationsQueue } from './notifications.queue.js';
import { NotificationsRepository } from './notifications.repository.js';
import { PreferencesService } from './preferences.service.js';

const entities = TypeOrmModule.forFeature([
  InboxEntity,
  NotificationEntity,
  NotificationEventEntity,
  DeliveryEntity,
  NotificationSettingsEntity,
  NotificationKeywordEntity,
  AnnouncementEntity,
]);
const producer = ProducerModule.of(notificationsQueue);

/** What web and worker share: inboxes, the ledger and preferences. */
@Module({
  imports: [entities, producer, MailModule, UsersModule, ChannelsModule, MessageReaderModule],
  providers: [
    NotificationsRepository,
    NotificationHistory,
    LedgerMetrics,
    DeliveriesRepository,
    LineMessages,
    NotificationContent,
    InboxService,
    PreferencesService,
  ],
  exports: [
    entities,
    producer,
    UsersModule,
    ChannelsModule,
    MessageReaderModule,
    NotificationsRepository,
    NotificationHistory,
    LedgerMetrics,
    DeliveriesRepository,
    NotificationContent,
    InboxService,
    PreferencesService,
  ],
})
export class InboxModule {}
