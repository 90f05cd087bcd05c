import { Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import { ChangedMessage, MessagePage } from '../contract/messages.js';
import { PageQuery } from '../contract/page.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { PinsService } from './pins.service.js';

@ApiTags('messages')
@ApiBearerAuth()
@ForGuests()
@Controller()
export class PinsController {
  constructor(private readonly pins: PinsService) {}

  @Get('channels/:id/pins')
  @ApiOperation({ summary: 'The pinned messages of a channel, the last pinned first' })
  @ApiOkResponse({ standardSchema: MessagePage })
  list(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) channelId: string,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<MessagePage> {
    return this.pins.list(caller, channelId, query);
  }

  @Put('messages/:id/pin')
  @ApiOperation({ summary: 'Pin a message; for owners and moderators, and for everybody in a direct channel' })
  @ApiOkResponse({ standardSchema: ChangedMessage })
  pin(@Caller() caller: Principal, @Param('id', { schema: Id }) messageId: string): Promise<ChangedMessage> {
    return this.pins.pin(caller, { messageId });
  }

  @Delete('messages/:id/pin')
  @ApiOperation({ summary: 'Take a pin away; for those who may pin' })
  @ApiOkResponse({ standardSchema: ChangedMessage })
  unpin(@Caller() caller: Principal, @Param('id', { schema: Id }) messageId: string): Promise<ChangedMessage> {
    return this.pins.unpin(caller, { messageId });
  }
}
