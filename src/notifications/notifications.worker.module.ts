import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { ProducerModule } from '../core/queue/queue.module.js';
import { OutboxWorkerModule } from '../core/outbox/outbox.worker.module.js';
import { PresenceWorkerModule } from '../presence/presence.worker.module.js';
import { PushWorkerModule } from '../push/push.worker.module.js';
import { AnnouncementFanOut } from './announcement-fan-out.js';
import { DeliveriesProcessor } from './deliveries.processor.js';
import { DeliverySteps } from './delivery-steps.js';
import { MailModule } from '../core/mail/mail.module.js';
import { MailCauses } from '../core/mail/mail-causes.js';
import { MailOutcomes } from '../core/mail/mail-outcomes.js';
import { MailTemplates } from '../core/mail/mail-templates.js';
import { MailWorkerModule } from '../core/mail/mail.worker.module.js';
import { SessionsModule } from '../auth/sessions.module.js';
import { EmailStep, MAIL_PURPOSE } from './email-step.js';
import { digestMail, notificationMail } from './notification-mails.js';
import { UnsubscribeService } from './unsubscribe.service.js';
import { DueDeliveries } from './due-deliveries.js';
import { FanOutListener } from './fan-out.listener.js';
import { InboxModule } from './inbox.module.js';
import { KeywordsService } from './keywords.service.js';
import { MessageAudience } from './message-audience.js';
import { MessageFanOut } from './message-fan-out.js';
import { NotificationCleanUpHandler } from './notification-clean-up.handler.js';
import { NotificationsProcessor } from './notifications.processor.js';
import { deliveriesQueue, notificationsQueue } from './notifications.queue.js';
import { NotificationsSweep } from './notifications.sweep.js';
import { NotificationsWriter } from './notifications.writer.js';
import { PersonalEventsListener } from './personal-events.listener.js';
import { PersonalNotices } from './personal-notices.js';
import { PushStep } from './push-step.js';
import { ReactionFanOut } from './reaction-fan-out.js';
import { RecipientsService } from './recipients.service.js';
import { ReportsListener } from './reports.listener.js';

/** What only the worker process runs: who hears of what, and by which way. */
@Module({
  imports: [
    InboxModule,
    PresenceWorkerModule,
    PushWorkerModule,
    MailModule,
    MailWorkerModule,
    SessionsModule,
    OutboxWorkerModule,
    BullModule.registerQueue({ name: notificationsQueue.name }, { name: deliveriesQueue.name }),
    ProducerModule.of(deliveriesQueue),
  ],
  providers: [
    RecipientsService,
    KeywordsService,
    NotificationsWriter,
    MessageAudience,
    MessageFanOut,
    ReactionFanOut,
    AnnouncementFanOut,
    PersonalNotices,
    PersonalEventsListener,
    ReportsListener,
    FanOutListener,
    DueDeliveries,
    PushStep,
    EmailStep,
    UnsubscribeService,
    DeliverySteps,
    NotificationsSweep,
    NotificationsProcessor,
    DeliveriesProcessor,
    NotificationCleanUpHandler,
  ],
})
export class NotificationsWorkerModule {
  constructor(templates: MailTemplates, outcomes: MailOutcomes, causes: MailCauses, email: EmailStep) {
    templates.add(notificationMail, digestMail);
    outcomes.on(MAIL_PURPOSE, (tx, outcome) => email.settled(tx, outcome));
    causes.on(MAIL_PURPOSE, (reference) => email.causes(reference));
  }
}
