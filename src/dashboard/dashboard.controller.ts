import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Dashboard, DashboardHistory, HistoryQuery, LogPage, LogQuery } from '../contract/dashboard.js';
import type { Principal } from '../core/security/principal.js';
import { Caller } from '../core/security/security.decorators.js';
import { DashboardService } from './dashboard.service.js';
import { ServerLogService } from './server-log.service.js';

@ApiTags('dashboard')
@ApiBearerAuth()
@Controller('dashboard')
export class DashboardController {
  constructor(
    private readonly dashboard: DashboardService,
    private readonly serverLog: ServerLogService,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'What happens now: for owners and administrators all of it, for members what concerns their own channels',
  })
  @ApiOkResponse({ standardSchema: Dashboard })
  now(@Caller() caller: Principal): Promise<Dashboard> {
    return this.dashboard.now(caller);
  }

  @Get('history')
  @ApiOperation({
    summary: 'The last 24 hours by minute or 30 days by hour, the oldest first; for owners and administrators',
  })
  @ApiOkResponse({ standardSchema: DashboardHistory })
  history(
    @Caller() caller: Principal,
    @Query({ schema: HistoryQuery }) { range }: HistoryQuery,
  ): Promise<DashboardHistory> {
    return this.dashboard.read(caller, range);
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
