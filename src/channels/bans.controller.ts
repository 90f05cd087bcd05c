import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import { BanMember, ChannelBan, ChannelBanPage } from '../contract/moderation.js';
import { PageQuery } from '../contract/page.js';
import type { Principal } from '../core/security/principal.js';
import { Caller } from '../core/security/security.decorators.js';
import { ChannelModeration } from './channel-moderation.service.js';

@ApiTags('moderation')
@ApiBearerAuth()
@Controller('channels/:id/bans')
export class BansController {
  constructor(private readonly moderation: ChannelModeration) {}

  @Get()
  @ApiOperation({ summary: 'Who is kept out of a channel; for its owners and moderators' })
  @ApiOkResponse({ standardSchema: ChannelBanPage })
  list(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<ChannelBanPage> {
    return this.moderation.listBans(caller, id, query);
  }

  @Put(':userId')
  @ApiOperation({ summary: 'Remove somebody and keep them out, for good or until a time' })
  @ApiOkResponse({ standardSchema: ChannelBan })
  ban(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Param('userId', { schema: Id }) userId: string,
    @Body({ schema: BanMember }) input: BanMember,
  ): Promise<ChannelBan> {
    return this.moderation.ban(caller, id, userId, input);
  }

  @Delete(':userId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Let somebody in again' })
  @ApiNoContentResponse()
  unban(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Param('userId', { schema: Id }) userId: string,
  ): Promise<void> {
    return this.moderation.unban(caller, id, userId);
  }
}
