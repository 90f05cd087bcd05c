import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { LogEntry } from '../contract/dashboard.js';
import { StreamQuery } from '../contract/streams.js';
import { isAfter } from '../core/audit/server-log.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, StreamAccess } from '../core/security/security.decorators.js';
import { ServerLogService } from '../dashboard/server-log.service.js';
import { LogFeed, positionOf } from './log-feed.js';
import { LAST_EVENT_ID } from './last-event-id.js';
import { StreamHub } from './stream-hub.js';

@ApiTags('dashboard')
@ApiBearerAuth()
@Controller('dashboard/log')
export class LogEventsController {
  constructor(
    private readonly hub: StreamHub,
    private readonly serverLog: ServerLogService,
    private readonly feed: LogFeed,
  ) {}

  @Get('events')
  @StreamAccess()
  @ApiOperation({
    summary:
      'Each new line of `GET /dashboard/log` as an event `log`; its id resumes exactly. For owners and administrators',
  })
  @ApiHeader({ ...LAST_EVENT_ID, description: 'The line to go on from' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ standardSchema: LogEntry })
  async events(
    @Caller() caller: Principal,
    @Query({ schema: StreamQuery }) _: StreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const end = await this.serverLog.end(caller);
    const stream = await this.hub.open(response, caller, { stream: 'log' });
    const seen = positionOf(lastEventId);
    // What is beyond the end is of another database: of the one that this was restored from.
    this.feed.add(stream, seen && !isAfter(seen, end) ? seen : end);
  }
}
