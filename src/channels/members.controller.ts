import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ChannelMember, MemberPage, MembersQuery, MyChannel, SetMember } from '../contract/channels.js';
import { Id } from '../contract/ids.js';
import { CachedBy } from '../core/cache/cached.decorator.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { ChannelModeration } from './channel-moderation.service.js';
import { ChannelReads } from './channel-reads.service.js';
import { MembersService } from './members.service.js';

@ApiTags('members')
@ApiBearerAuth()
@Controller('channels/:id')
export class MembersController {
  constructor(
    private readonly members: MembersService,
    private readonly moderation: ChannelModeration,
  ) {}

  @Post('join')
  @HttpCode(200)
  @ApiOperation({ summary: 'Join a public channel' })
  @ApiOkResponse({ standardSchema: MyChannel })
  join(@Caller() caller: Principal, @Param('id', { schema: Id }) id: string): Promise<MyChannel> {
    return this.members.join(caller, id);
  }

  @ForGuests()
  @Post('leave')
  @HttpCode(204)
  @ApiOperation({ summary: 'Leave a channel' })
  @ApiNoContentResponse()
  leave(@Caller() caller: Principal, @Param('id', { schema: Id }) id: string): Promise<void> {
    return this.members.leave(caller, id);
  }

  @ForGuests()
  @Get('members')
  @CachedBy(ChannelReads, {
    cache: 'members',
    key: ({ url }) => url,
    version: (channels, { caller, id }) => channels.rosterVersion(caller, id),
  })
  @ApiOperation({ summary: 'Who is in a channel' })
  @ApiOkResponse({ standardSchema: MemberPage })
  list(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: MembersQuery }) query: MembersQuery,
  ): Promise<MemberPage> {
    return this.members.list(caller, id, query);
  }

  @Put('members/:userId')
  @ApiOperation({ summary: 'Bring somebody in, or change the role of one who is in' })
  @ApiOkResponse({ standardSchema: ChannelMember })
  set(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Param('userId', { schema: Id }) userId: string,
    @Body({ schema: SetMember }) body: SetMember,
  ): Promise<ChannelMember> {
    return this.members.set(caller, id, userId, body);
  }

  @Delete('members/:userId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove somebody; from then on nothing of the channel reaches them' })
  @ApiNoContentResponse()
  kick(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Param('userId', { schema: Id }) userId: string,
  ): Promise<void> {
    return this.moderation.kick(caller, id, userId);
  }
}
