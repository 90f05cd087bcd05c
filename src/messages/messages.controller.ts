import { Body, Controller, Get, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Id } from '../contract/ids.js';
import {
  ChangedMessage,
  ChangesQuery,
  EditBody,
  HistoryQuery,
  MessagePage,
  PostMessage,
  SentMessage,
  SyncedChannel,
} from '../contract/messages.js';
import { Conditional } from '../core/cache/cached.decorator.js';
import { matchesTag, setValidators, weakTag } from '../core/cache/etag.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { HistoryService } from './history.service.js';
import { LogService } from './log.service.js';
import { MessageMetrics } from './message.metrics.js';
import { MessagesService } from './messages.service.js';

@ApiTags('messages')
@ApiBearerAuth()
@ForGuests()
@Controller()
export class MessagesController {
  constructor(
    private readonly messages: MessagesService,
    private readonly log: LogService,
    private readonly metrics: MessageMetrics,
    private readonly pages: HistoryService,
  ) {}

  @Post('channels/:id/messages')
  @ApiOperation({ summary: 'Send a message: 201 for a new one, 200 for a retry of one that is there' })
  @ApiCreatedResponse({ standardSchema: SentMessage })
  @ApiOkResponse({ standardSchema: SentMessage })
  async send(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) channelId: string,
    @Body({ schema: PostMessage }) input: PostMessage,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SentMessage> {
    const from = performance.now();
    const { message, duplicate } = await this.messages.send(caller, { ...input, channelId }, 'rest');
    response.once('finish', () => this.metrics.ack.rest.observe((performance.now() - from) / 1000));
    response.status(duplicate ? 200 : 201);
    return { message, duplicate };
  }

  @Get('channels/:id/messages')
  @ApiOperation({ summary: 'A page of history in seq order; the newest where no anchor is given' })
  @ApiOkResponse({ standardSchema: MessagePage })
  @Conditional()
  async history(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) channelId: string,
    @Query({ schema: HistoryQuery }) query: HistoryQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string | undefined> {
    const standing = await this.pages.standing(caller, channelId);
    const tag = weakTag(standing.rev);
    if (matchesTag(request.headers['if-none-match'], tag)) {
      this.pages.notModified();
      setValidators(response, tag);
      response.status(304);
      return undefined;
    }
    const page = await this.pages.page(caller, channelId, standing, query);
    setValidators(response, weakTag(page.at.rev));
    response.type('application/json');
    return page.json.toString();
  }

  @Get('channels/:id/changes')
  @ApiOperation({ summary: 'What changed after a cursor, each message once, at its newest rev' })
  @ApiOkResponse({ standardSchema: SyncedChannel })
  changes(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) channelId: string,
    @Query({ schema: ChangesQuery }) query: ChangesQuery,
  ): Promise<SyncedChannel> {
    return this.log.changes(caller, channelId, query);
  }

  @Patch('messages/:id')
  @ApiOperation({ summary: 'Edit a message; for its author' })
  @ApiOkResponse({ standardSchema: ChangedMessage })
  edit(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) messageId: string,
    @Body({ schema: EditBody }) { body }: EditBody,
  ): Promise<ChangedMessage> {
    return this.messages.edit(caller, { messageId, body });
  }
}
