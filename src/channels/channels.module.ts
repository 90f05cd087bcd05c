import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsersModule } from '../users/users.module.js';
import { ChannelEntity } from './channel.entity.js';
import { ChannelReads } from './channel-reads.service.js';
import { ChannelsController } from './channels.controller.js';
import { ChannelsRepository } from './channels.repository.js';
import { ChannelsService } from './channels.service.js';
import { LogCursorEntity } from './log-cursor.entity.js';
import { LogCursorsService } from './log-cursors.service.js';
import { MemberEntity } from './member.entity.js';
import { MembersController } from './members.controller.js';
import { MembersRepository } from './members.repository.js';
import { MentionEntity } from './mention.entity.js';
import { MembersService } from './members.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([ChannelEntity, MemberEntity, MentionEntity, LogCursorEntity]), UsersModule],
  controllers: [ChannelsController, MembersController],
  providers: [ChannelsRepository, ChannelReads, MembersRepository, ChannelsService, MembersService, LogCursorsService],
  exports: [ChannelsService, ChannelReads, MembersService, LogCursorsService],
})
export class ChannelsModule {}
