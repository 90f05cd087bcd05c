import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Dashboard, DashboardHistory, HistoryQuery, LogPage, LogQuery } from '../contract/dashboard.js';
import { Cached } from '../core/cache/cached.decorator.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { ActivityHistory, HISTORY } from './activity-history.service.js';
import { AdministratorsGuard } from './administrators.guard.js';
import { DashboardService } from './dashboard.service.js';
import { ServerLogService } from './server-log.service.js';

@ApiTags('dashboard')
@ApiBearerAuth()
@Controller('dashboard')
export class DashboardController {
  constructor(
    private readonly dashboard: DashboardService,
    private readonly figures: ActivityHistory,
    private readonly serverLog: ServerLogService,
  ) {}

  @ForGuests()
  @Get()
  @ApiOperation({
    summary: 'What happens now: for owners and administrators all of it, for members what concerns their own channels',
  })
  @ApiOkResponse({ standardSchema: Dashboard })
  now(@Caller() caller: Principal): Promise<Dashboard> {
    return this.dashboard.now(caller);
  }

  @Get('history')
  @UseGuards(AdministratorsGuard)
  // The same for all who are let in. A minute that is recorded ends it; what else changes it is at most this old.
  @Cached({ cache: HISTORY, key: ({ url }) => url, ttlSeconds: 30, staleSeconds: 30, tags: () => [HISTORY] })
  @ApiOperation({
    summary: 'The last 24 hours by minute or 30 days by hour, the oldest first; for owners and administrators',
  })
  @ApiOkResponse({ standardSchema: DashboardHistory })
  history(@Query({ schema: HistoryQuery }) { range }: HistoryQuery): Promise<DashboardHistory> {
    return this.figures.read(range);
  }

  @Get('log')
  @ApiOperation({
    summary: 'What was done to the server and what happened to it, the newest first; for owners and administrators',
  })
  @ApiOkResponse({ standardSchema: LogPage })
  log(@Caller() caller: Principal, @Query({ schema: LogQuery }) query: LogQuery): Promise<LogPage> {
    return this.serverLog.list(caller, query);
  }
}
