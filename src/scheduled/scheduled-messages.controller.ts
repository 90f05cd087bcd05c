import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { Id } from '../contract/ids.js';
import { PageQuery } from '../contract/page.js';
import { ChangeScheduled, PostScheduled, ScheduledMessage, ScheduledPage } from '../contract/scheduled.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { ScheduledMessagesService } from './scheduled-messages.service.js';

@ApiTags('scheduled')
@ApiBearerAuth()
@ForGuests()
@Controller()
export class ScheduledMessagesController {
  constructor(private readonly messages: ScheduledMessagesService) {}

  @Post('channels/:id/scheduled')
  @ApiOperation({ summary: 'Have a message sent later: 201 for a new one, 200 for a retry of one that waits' })
  @ApiCreatedResponse({ standardSchema: ScheduledMessage })
  @ApiOkResponse({ standardSchema: ScheduledMessage })
  async create(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) channelId: string,
    @Body({ schema: PostScheduled }) input: PostScheduled,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ScheduledMessage> {
    const { scheduled, created } = await this.messages.create(caller, { ...input, channelId });
    response.status(created ? 201 : 200);
    return scheduled;
  }

  @Get('scheduled')
  @ApiOperation({ summary: "The caller's scheduled messages, in the order of their times; those that failed too" })
  @ApiOkResponse({ standardSchema: ScheduledPage })
  list(@Caller() caller: Principal, @Query({ schema: PageQuery }) query: PageQuery): Promise<ScheduledPage> {
    return this.messages.list(caller, query);
  }

  @Patch('scheduled/:id')
  @ApiOperation({ summary: 'Change the text or the time; a time makes one that failed wait again' })
  @ApiOkResponse({ standardSchema: ScheduledMessage })
  edit(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) scheduledId: string,
    @Body({ schema: ChangeScheduled }) input: ChangeScheduled,
  ): Promise<ScheduledMessage> {
    return this.messages.edit(caller, { ...input, scheduledId });
  }

  @Delete('scheduled/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take it back before it is sent' })
  @ApiNoContentResponse()
  delete(@Caller() caller: Principal, @Param('id', { schema: Id }) scheduledId: string): Promise<void> {
    return this.messages.delete(caller, { scheduledId });
  }

  @Post('scheduled/:id/send-now')
  @HttpCode(202)
  @ApiOperation({ summary: 'Have it sent at once; one that failed is tried again' })
  @ApiAcceptedResponse({ standardSchema: ScheduledMessage })
  sendNow(@Caller() caller: Principal, @Param('id', { schema: Id }) scheduledId: string): Promise<ScheduledMessage> {
    return this.messages.sendNow(caller, { scheduledId });
  }
}
