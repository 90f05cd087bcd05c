import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { ChannelsModule } from '../channels/channels.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { PresenceModule } from '../presence/presence.module.js';
import { UserStatusesModule } from '../presence/user-statuses.module.js';
import { ActivityHistoryEntity } from './activity-history.entity.js';
import { ActivityHistoryRepository } from './activity-history.repository.js';
import { ActivityHistory } from './activity-history.service.js';
import { AdministratorView } from './administrator-view.service.js';
import { ChannelActivity } from './channel-activity.js';
import { ChannelLabels } from './channel-labels.js';
import { DashboardController } from './dashboard.controller.js';
import { DashboardService } from './dashboard.service.js';
import { HistoryRecorder } from './history-recorder.js';
import { InstanceFiguresModule } from './instance-figures.module.js';
import { MemberCircles } from './member-circles.service.js';
import { MemberView } from './member-view.service.js';
import { PeopleInChannels } from './people-in-channels.js';
import { QueueDepth } from './queue-depth.js';
import { ServerLogService } from './server-log.service.js';
import { WebConnections } from './web-connections.js';

/** What happens on the server: now, in the past, and as a log. */
@Module({
  imports: [
    TypeOrmModule.forFeature([ActivityHistoryEntity]),
    InstanceFiguresModule.of(WebConnections, [PresenceModule]),
    AuthModule,
    ChannelsModule,
    NotificationsModule,
    UserStatusesModule,
  ],
  controllers: [DashboardController],
  providers: [
    ActivityHistoryRepository,
    ActivityHistory,
    ChannelActivity,
    ChannelLabels,
    QueueDepth,
    AdministratorView,
    PeopleInChannels,
    MemberCircles,
    MemberView,
    HistoryRecorder,
    DashboardService,
    ServerLogService,
  ],
  exports: [DashboardService, ServerLogService, AdministratorView, MemberView, MemberCircles, InstanceFiguresModule],
})
export class DashboardModule {}
