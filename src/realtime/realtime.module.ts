import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuthModule } from '../auth/auth.module.js';
import { ChannelsModule } from '../channels/channels.module.js';
import { GroupsModule } from '../groups/groups.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ChannelFeedModule } from '../messages/channel-feed.module.js';
import { MessagesModule } from '../messages/messages.module.js';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { PeopleModule } from '../people/people.module.js';
import { PersonalModule } from '../personal/personal.module.js';
import { PresenceModule } from '../presence/presence.module.js';
import { ScheduledModule } from '../scheduled/scheduled.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessLoader } from './access-loader.js';
import { AccessMirror } from './access-mirror.js';
import { Admission } from './admission.js';
import { BusListener } from './bus.listener.js';
import { CategoriesGateway } from './categories.gateway.js';
import { ChannelRooms } from './channel-rooms.js';
import { ChannelsGateway } from './channels.gateway.js';
import { ChatGateway } from './chat.gateway.js';
import { ConnectionMetrics } from './connection.metrics.js';
import { ConnectionGateway } from './connection.gateway.js';
import { DeliveryGateway } from './delivery.gateway.js';
import { DeliveryMetrics } from './delivery.metrics.js';
import { DraftsGateway } from './drafts.gateway.js';
import { Drain } from './drain.js';
import { FrameWriter } from './frame-writer.js';
import { GroupsGateway } from './groups.gateway.js';
import { InboxRelay } from './inbox-relay.js';
import { InstanceRepair } from './instance-repair.js';
import { InvitesGateway } from './invites.gateway.js';
import { JobListener } from './job.listener.js';
import { LocalUsers } from './local-users.js';
import { MembersGateway } from './members.gateway.js';
import { MissedEvents } from './missed-events.js';
import { OwnDevices } from './own-devices.js';
import { ModerationGateway } from './moderation.gateway.js';
import { PinsGateway } from './pins.gateway.js';
import { PresenceRelay } from './presence-relay.js';
import { PresenceGateway } from './presence.gateway.js';
import { PollsGateway } from './polls.gateway.js';
import { ReactionsGateway } from './reactions.gateway.js';
import { ReadMarkersGateway } from './read-markers.gateway.js';
import { ReadReceipts } from './read-receipts.js';
import { RequestMetrics } from './request.metrics.js';
import { RequestRouter } from './request-router.js';
import { Resync } from './resync.js';
import { SavedMessagesGateway } from './saved-messages.gateway.js';
import { ScheduledGateway } from './scheduled.gateway.js';
import { ScheduledListener } from './scheduled.listener.js';
import { SessionGateway } from './session.gateway.js';
import { SocketSweep } from './socket-sweep.js';
import { ThreadsGateway } from './threads.gateway.js';
import { TypingGateway } from './typing.gateway.js';

@Module({
  imports: [
    DiscoveryModule,
    UsersModule,
    AuthModule,
    PresenceModule,
    JobsModule,
    GroupsModule,
    ChannelsModule,
    MessagesModule,
    ScheduledModule,
    ChannelFeedModule,
    PersonalModule,
    NotificationsModule,
    PeopleModule,
  ],
  providers: [
    FrameWriter,
    LocalUsers,
    ConnectionMetrics,
    RequestMetrics,
    DeliveryMetrics,
    ChannelRooms,
    AccessLoader,
    AccessMirror,
    ReadReceipts,
    PresenceRelay,
    OwnDevices,
    MissedEvents,
    BusListener,
    JobListener,
    ScheduledListener,
    Resync,
    InstanceRepair,
    InboxRelay,
    RequestRouter,
    Admission,
    SocketSweep,
    Drain,
    ConnectionGateway,
    ChatGateway,
    ReactionsGateway,
    PinsGateway,
    PollsGateway,
    DraftsGateway,
    SavedMessagesGateway,
    ScheduledGateway,
    ModerationGateway,
    ChannelsGateway,
    MembersGateway,
    InvitesGateway,
    GroupsGateway,
    CategoriesGateway,
    ThreadsGateway,
    SessionGateway,
    TypingGateway,
    PresenceGateway,
    ReadMarkersGateway,
    DeliveryGateway,
  ],
})
export class RealtimeModule {}
