import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/auth.module.js';
import { UsersModule } from '../users/users.module.js';
import { BanEntity } from './ban.entity.js';
import { BansController } from './bans.controller.js';
import { BansRepository } from './bans.repository.js';
import { ChannelEntity } from './channel.entity.js';
import { ChannelEvents } from './channel-events.service.js';
import { ChannelInviteEntity } from './channel-invite.entity.js';
import { ChannelInvitesController } from './channel-invites.controller.js';
import { ChannelInvitesRepository } from './channel-invites.repository.js';
import { ChannelInvitesService } from './channel-invites.service.js';
import { ChannelModeration } from './channel-moderation.service.js';
import { ChannelRate } from './channel-rate.js';
import { ChannelReads } from './channel-reads.service.js';
import { ChannelSettings } from './channel-settings.service.js';
import { ChannelsController } from './channels.controller.js';
import { ChannelsRepository } from './channels.repository.js';
import { ChannelsService } from './channels.service.js';
import { GuestsController } from './guests.controller.js';
import { GuestsService } from './guests.service.js';
import { InviteRate } from './invite-rate.js';
import { LogCursorEntity } from './log-cursor.entity.js';
import { LogCursorsService } from './log-cursors.service.js';
import { MemberEntity } from './member.entity.js';
import { MembersController } from './members.controller.js';
import { MembersRepository } from './members.repository.js';
import { Memberships } from './memberships.service.js';
import { ModerationLog } from './moderation-log.service.js';
import { MemberSilence } from './member-silence.service.js';
import { MutesController } from './mutes.controller.js';
import { MentionEntity } from './mention.entity.js';
import { MembersService } from './members.service.js';
import { SilenceEntity } from './silence.entity.js';
import { SilencesRepository } from './silences.repository.js';
import { ReadMarkersRepository } from './read-markers.repository.js';
import { ReadMarkers } from './read-markers.service.js';
import { ThreadChannels } from './thread-channels.service.js';
import { ThreadChannelsRepository } from './thread-channels.repository.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([
      ChannelEntity,
      MemberEntity,
      BanEntity,
      SilenceEntity,
      MentionEntity,
      LogCursorEntity,
      ChannelInviteEntity,
    ]),
    UsersModule,
    AuthModule,
  ],
  controllers: [
    ChannelsController,
    MembersController,
    BansController,
    MutesController,
    ChannelInvitesController,
    GuestsController,
  ],
  providers: [
    ChannelsRepository,
    ChannelReads,
    ChannelEvents,
    MembersRepository,
    BansRepository,
    SilencesRepository,
    ReadMarkersRepository,
    ChannelsService,
    ChannelSettings,
    Memberships,
    MembersService,
    ModerationLog,
    ReadMarkers,
    ChannelModeration,
    MemberSilence,
    ThreadChannelsRepository,
    ThreadChannels,
    LogCursorsService,
    ChannelInvitesRepository,
    ChannelInvitesService,
    InviteRate,
    ChannelRate,
    GuestsService,
  ],
  exports: [
    ChannelsService,
    ChannelSettings,
    ChannelInvitesService,
    GuestsService,
    ChannelReads,
    ChannelEvents,
    MembersService,
    ReadMarkers,
    ModerationLog,
    ChannelModeration,
    MemberSilence,
    ThreadChannels,
    LogCursorsService,
  ],
})
export class ChannelsModule {}
