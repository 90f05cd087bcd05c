import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ChannelsModule } from '../channels/channels.module.js';
import { DashboardModule } from '../dashboard/dashboard.module.js';
import { ChannelFeedModule } from '../messages/channel-feed.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { PresenceModule } from '../presence/presence.module.js';
import { AdministratorFeed } from './administrator-feed.js';
import { AdministratorStreams } from './administrator-streams.js';
import { ChannelEventsController } from './channel-events.controller.js';
import { ChannelLogReader } from './channel-log-reader.js';
import { ChannelStreams } from './channel-streams.js';
import { DashboardEventsController } from './dashboard-events.controller.js';
import { NotificationEventsController } from './notification-events.controller.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { JobEventsController } from './job-events.controller.js';
import { JobFeed } from './job-feed.js';
import { LogEventsController } from './log-events.controller.js';
import { LogFeed } from './log-feed.js';
import { MemberFeed } from './member-feed.js';
import { StreamAccess } from './stream-access.js';
import { StreamHub } from './stream-hub.js';
import { StreamMetrics } from './stream-metrics.js';

/** Server-sent events: the streams of REST clients. */
@Module({
  imports: [
    AuthModule,
    PresenceModule,
    JobsModule,
    ChannelsModule,
    MessagesModule,
    ChannelFeedModule,
    NotificationsModule,
    DashboardModule,
  ],
  controllers: [
    ChannelEventsController,
    JobEventsController,
    NotificationEventsController,
    DashboardEventsController,
    LogEventsController,
  ],
  providers: [
    StreamMetrics,
    StreamHub,
    StreamAccess,
    ChannelLogReader,
    ChannelStreams,
    JobFeed,
    AdministratorStreams,
    AdministratorFeed,
    MemberFeed,
    LogFeed,
  ],
  exports: [StreamHub],
})
export class EventsModule {}
