import { Module } from '@nestjs/common';
import { AuthWorkerModule } from './auth/auth.worker.module.js';
import { CoreModule } from './core/core.module.js';
import { OperatorsWorkerModule } from './core/health/operators.worker.module.js';
import { MailWorkerModule } from './core/mail/mail.worker.module.js';
import { OutboxWorkerModule } from './core/outbox/outbox.worker.module.js';
import { QueueWorkerModule } from './core/queue/queue.worker.module.js';
import { DashboardWorkerModule } from './dashboard/dashboard.worker.module.js';
import { ImportsWorkerModule } from './imports/imports.worker.module.js';
import { JobsWorkerModule } from './jobs/jobs.worker.module.js';
import { MessagesWorkerModule } from './messages/messages.worker.module.js';
import { NotificationsWorkerModule } from './notifications/notifications.worker.module.js';
import { PresenceWorkerModule } from './presence/presence.worker.module.js';
import { PushWorkerModule } from './push/push.worker.module.js';
import { ScheduledWorkerModule } from './scheduled/scheduled.worker.module.js';

/** What nobody waits for: queues, schedules, the sweeps of outbox and mails. */
@Module({
  imports: [
    CoreModule,
    QueueWorkerModule,
    OperatorsWorkerModule,
    OutboxWorkerModule,
    MailWorkerModule,
    AuthWorkerModule,
    PushWorkerModule,
    PresenceWorkerModule,
    JobsWorkerModule,
    ImportsWorkerModule,
    MessagesWorkerModule,
    ScheduledWorkerModule,
    NotificationsWorkerModule,
    DashboardWorkerModule,
  ],
})
export class WorkerModule {}
