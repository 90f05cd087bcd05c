import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { MyChannel } from '../contract/channels.js';
import { Id } from '../contract/ids.js';
import { ChannelInvitePage, CreatedInvite, CreateInvite, InvitePreview, InviteToken } from '../contract/invites.js';
import { PageQuery } from '../contract/page.js';
import type { Principal } from '../core/security/principal.js';
import { Caller } from '../core/security/security.decorators.js';
import { ChannelInvitesService } from './channel-invites.service.js';

@ApiTags('invites')
@ApiBearerAuth()
@Controller()
export class ChannelInvitesController {
  constructor(private readonly invites: ChannelInvitesService) {}

  @Post('channels/:id/invites')
  @ApiOperation({ summary: 'A link by which people join a channel; for its owners and moderators' })
  @ApiCreatedResponse({ standardSchema: CreatedInvite })
  create(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) channelId: string,
    @Body({ schema: CreateInvite }) input: CreateInvite,
  ): Promise<CreatedInvite> {
    return this.invites.create(caller, channelId, input);
  }

  @Get('channels/:id/invites')
  @ApiOperation({
    summary: 'The links by which people can join a channel, the newest first; for its owners and moderators',
  })
  @ApiOkResponse({ standardSchema: ChannelInvitePage })
  list(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) channelId: string,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<ChannelInvitePage> {
    return this.invites.list(caller, channelId, query);
  }

  @Delete('channels/:id/invites/:inviteId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take a link back: nobody joins by it any more' })
  @ApiNoContentResponse()
  revoke(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) channelId: string,
    @Param('inviteId', { schema: Id }) inviteId: string,
  ): Promise<void> {
    return this.invites.revoke(caller, channelId, inviteId);
  }

  @Get('invites/:token')
  @ApiOperation({ summary: 'What one would join by a link' })
  @ApiOkResponse({ standardSchema: InvitePreview })
  preview(@Caller() caller: Principal, @Param('token', { schema: InviteToken }) token: string): Promise<InvitePreview> {
    return this.invites.preview(caller, token);
  }

  @Post('invites/:token/accept')
  @HttpCode(200)
  @ApiOperation({ summary: 'Join a channel by a link; whoever is in it already uses nothing up' })
  @ApiOkResponse({ standardSchema: MyChannel })
  accept(@Caller() caller: Principal, @Param('token', { schema: InviteToken }) token: string): Promise<MyChannel> {
    return this.invites.accept(caller, token);
  }
}
