import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import {
  MessageReport,
  MessageReportPage,
  ReportBody,
  Reported,
  ReportsQuery,
  ResolveReport,
} from '../contract/moderation.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { MessageReports } from './message-reports.service.js';
import { ReportResolution } from './report-resolution.service.js';

@ApiTags('moderation')
@ApiBearerAuth()
@Controller()
export class MessageReportsController {
  constructor(
    private readonly reports: MessageReports,
    private readonly resolution: ReportResolution,
  ) {}

  @Post('messages/:id/reports')
  @ForGuests()
  @ApiOperation({ summary: 'Report a message to those who moderate its channel; for whoever may read it, once' })
  @ApiCreatedResponse({ standardSchema: Reported })
  report(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) messageId: string,
    @Body({ schema: ReportBody }) body: ReportBody,
  ): Promise<Reported> {
    return this.reports.report(caller, { messageId, ...body });
  }

  @Get('channels/:id/reports')
  @ApiOperation({ summary: 'Reported messages of a channel, the newest first; for its owners and moderators' })
  @ApiOkResponse({ standardSchema: MessageReportPage })
  listOfChannel(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) channelId: string,
    @Query({ schema: ReportsQuery }) query: ReportsQuery,
  ): Promise<MessageReportPage> {
    return this.reports.listOfChannel(caller, channelId, query);
  }

  @Get('admin/reports')
  @ApiOperation({
    summary: 'Reported messages of public and direct channels, the newest first; for owners and administrators',
  })
  @ApiOkResponse({ standardSchema: MessageReportPage })
  listForServer(
    @Caller() caller: Principal,
    @Query({ schema: ReportsQuery }) query: ReportsQuery,
  ): Promise<MessageReportPage> {
    return this.reports.listForServer(caller, query);
  }

  @Patch('reports/:id')
  @ApiOperation({ summary: 'Resolve a report, doing what is to be done; all open reports of the message with it' })
  @ApiOkResponse({ standardSchema: MessageReport })
  resolve(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: ResolveReport }) input: ResolveReport,
  ): Promise<MessageReport> {
    return this.resolution.resolve(caller, id, input);
  }
}
