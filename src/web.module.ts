import { Module } from '@nestjs/common';
import { AdminModule } from './admin/admin.module.js';
import { AuthModule } from './auth/auth.module.js';
import { ChannelsModule } from './channels/channels.module.js';
import { CoreModule } from './core/core.module.js';
import { HttpMetricsModule } from './core/observability/http-metrics.module.js';
import { DashboardModule } from './dashboard/dashboard.module.js';
import { DevMailModule } from './dev-mail/dev-mail.module.js';
import { DocsModule } from './docs/docs.module.js';
import { EventsModule } from './events/events.module.js';
import { GroupsModule } from './groups/groups.module.js';
import { HealthModule } from './health/health.module.js';
import { HotReadsModule } from './hot-reads/hot-reads.module.js';
import { ImportsModule } from './imports/imports.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { MessagesModule } from './messages/messages.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { PeopleModule } from './people/people.module.js';
import { PersonalModule } from './personal/personal.module.js';
import { PushModule } from './push/push.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { ScheduledModule } from './scheduled/scheduled.module.js';
import { UsersModule } from './users/users.module.js';
import { WebClientModule } from './web-client/web-client.module.js';

/** What answers clients: REST, sockets and event streams. */
@Module({
  imports: [
    CoreModule,
    HttpMetricsModule,
    UsersModule,
    GroupsModule,
    AuthModule,
    PushModule,
    JobsModule,
    ImportsModule,
    ChannelsModule,
    MessagesModule,
    PersonalModule,
    ScheduledModule,
    NotificationsModule,
    DashboardModule,
    PeopleModule,
    RealtimeModule,
    EventsModule,
    HealthModule,
    HotReadsModule,
    AdminModule,
    DocsModule,
    DevMailModule,
    WebClientModule,
  ],
})
export class WebModule {}
