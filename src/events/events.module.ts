import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { ChannelsModule } from '../channels/channels.module.js';
import { ChannelFeedModule } from '../messages/channel-feed.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { PresenceModule } from '../presence/presence.module.js';
import { ChannelEventsController } from './channel-events.controller.js';
import { ChannelLogReader } from './channel-log-reader.js';
import { ChannelStreams } from './channel-streams.js';
import { NotificationEventsController } from './notification-events.controller.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { JobEventsController } from './job-events.controller.js';
import { JobFeed } from './job-feed.js';
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
  ],
  controllers: [ChannelEventsController, JobEventsController, NotificationEventsController],
  providers: [StreamMetrics, StreamHub, StreamAccess, ChannelLogReader, ChannelStreams, JobFeed],
  exports: [StreamHub],
})
export class EventsModule {}
