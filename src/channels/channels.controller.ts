import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import {
  AllRead,
  BrowseQuery,
  Channel,
  ChannelNotifications,
  ChannelPage,
  CreateChannel,
  CreateDirect,
  MyChannel,
  MyChannelPage,
  ReadChannel,
  ReadState,
  UnreadChannel,
  UpdateChannel,
} from '../contract/channels.js';
import { Id } from '../contract/ids.js';
import { PageQuery } from '../contract/page.js';
import type { AsOf } from '../core/cache/as-of.js';
import { CachedBy } from '../core/cache/cached.decorator.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { ChannelReads } from './channel-reads.service.js';
import { ChannelSettings } from './channel-settings.service.js';
import { ChannelsService } from './channels.service.js';
import { MembersService } from './members.service.js';
import { ReadMarkers } from './read-markers.service.js';

const ReadBody = ReadChannel.omit({ channelId: true }).meta({ id: 'ReadBody' });
type ReadBody = z.infer<typeof ReadBody>;

const UnreadBody = UnreadChannel.omit({ channelId: true }).meta({ id: 'UnreadBody' });
type UnreadBody = z.infer<typeof UnreadBody>;

@ApiTags('channels')
@ApiBearerAuth()
@Controller('channels')
export class ChannelsController {
  constructor(
    private readonly channels: ChannelsService,
    private readonly settings: ChannelSettings,
    private readonly members: MembersService,
    private readonly reads: ChannelReads,
    private readonly markers: ReadMarkers,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Make a channel; the caller owns it' })
  @ApiCreatedResponse({ standardSchema: MyChannel })
  create(@Caller() caller: Principal, @Body({ schema: CreateChannel }) input: CreateChannel): Promise<MyChannel> {
    return this.channels.create(caller, input);
  }

  @ForGuests()
  @Get()
  @CachedBy(ChannelReads, { cache: 'channels', version: (channels, { caller }) => channels.listVersion(caller) })
  @ApiOperation({ summary: "The caller's channels, with what they have not read" })
  @ApiOkResponse({ standardSchema: MyChannelPage })
  listMine(@Caller() caller: Principal, @Query({ schema: PageQuery }) query: PageQuery): Promise<AsOf<MyChannelPage>> {
    return this.channels.listMine(caller, query);
  }

  @Get('browse')
  @ApiOperation({ summary: 'Public channels that anyone may join, by name' })
  @ApiOkResponse({ standardSchema: ChannelPage })
  browse(@Query({ schema: BrowseQuery }) query: BrowseQuery): Promise<ChannelPage> {
    return this.reads.browse(query);
  }

  @ForGuests()
  @Post('direct')
  @ApiOperation({ summary: 'The direct channel with these people: 200 where there is one, 201 where it is made' })
  @ApiOkResponse({ standardSchema: MyChannel })
  @ApiCreatedResponse({ standardSchema: MyChannel })
  async direct(
    @Caller() caller: Principal,
    @Body({ schema: CreateDirect }) input: CreateDirect,
    @Res({ passthrough: true }) response: Response,
  ): Promise<MyChannel> {
    const { channel, created } = await this.channels.direct(caller, input);
    response.status(created ? 201 : 200);
    return channel;
  }

  @ForGuests()
  @Post('read-all')
  @HttpCode(200)
  @ApiOperation({
    summary: "Mark everything in the caller's channels as read; answers those in which something was not",
  })
  @ApiOkResponse({ standardSchema: AllRead })
  readAll(@Caller() caller: Principal): Promise<AllRead> {
    return this.markers.readAll(caller);
  }

  @ForGuests()
  @Get(':id')
  @ApiOperation({ summary: 'One channel; with role and unread count for its members' })
  @ApiOkResponse({ standardSchema: z.union([MyChannel, Channel]) })
  get(@Caller() caller: Principal, @Param('id', { schema: Id }) id: string): Promise<Channel> {
    return this.channels.get(caller, id);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change what describes a channel, and its rules; for its owners and moderators' })
  @ApiOkResponse({ standardSchema: z.union([MyChannel, Channel]) })
  update(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: UpdateChannel }) input: UpdateChannel,
  ): Promise<Channel> {
    return this.settings.update(caller, id, input);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Archive a channel: it stays readable and takes no more messages; for its owners' })
  @ApiNoContentResponse()
  archive(@Caller() caller: Principal, @Param('id', { schema: Id }) id: string): Promise<void> {
    return this.settings.archive(caller, id);
  }

  @Post(':id/restore')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take a channel out of the archive; for its owners' })
  @ApiOkResponse({ standardSchema: z.union([MyChannel, Channel]) })
  restore(@Caller() caller: Principal, @Param('id', { schema: Id }) id: string): Promise<Channel> {
    return this.settings.restore(caller, id);
  }

  @ForGuests()
  @Put(':id/notifications')
  @ApiOperation({
    summary: 'What the caller hears of in a channel: everything, mentions or nothing; muted until a time',
  })
  @ApiOkResponse({ standardSchema: MyChannel })
  setNotifications(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ChannelNotifications }) input: ChannelNotifications,
  ): Promise<MyChannel> {
    return this.members.setNotifications(caller, id, input);
  }

  @ForGuests()
  @Put(':id/read')
  @ApiOperation({ summary: 'Move the read marker forward; it never moves back' })
  @ApiOkResponse({ standardSchema: ReadState })
  read(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ReadBody }) { seq }: ReadBody,
  ): Promise<ReadState> {
    return this.markers.read(caller, id, seq);
  }

  @ForGuests()
  @Post(':id/unread')
  @HttpCode(200)
  @ApiOperation({ summary: 'Mark a message and all after it as unread' })
  @ApiOkResponse({ standardSchema: ReadState })
  unread(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: UnreadBody }) { seq }: UnreadBody,
  ): Promise<ReadState> {
    return this.markers.unread(caller, id, seq);
  }
}
