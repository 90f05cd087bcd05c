import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { PresenceModule } from '../presence/presence.module.js';
import { NotificationEventsController } from './notification-events.controller.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { JobEventsController } from './job-events.controller.js';
import { JobFeed } from './job-feed.js';
import { StreamAccess } from './stream-access.js';
import { StreamHub } from './stream-hub.js';
import { StreamMetrics } from './stream-metrics.js';

/** Server-sent events: the streams of REST clients. */
@Module({
  imports: [AuthModule, PresenceModule, JobsModule, NotificationsModule],
  controllers: [JobEventsController, NotificationEventsController],
  providers: [StreamMetrics, StreamHub, StreamAccess, JobFeed],
  exports: [StreamHub],
})
export class EventsModule {}
