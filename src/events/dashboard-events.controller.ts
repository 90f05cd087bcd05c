import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Dashboard } from '../contract/dashboard.js';
import { StreamQuery } from '../contract/streams.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests, StreamAccess } from '../core/security/security.decorators.js';
import { DashboardService } from '../dashboard/dashboard.service.js';
import { AdministratorFeed } from './administrator-feed.js';
import { MemberFeed } from './member-feed.js';
import { StreamHub } from './stream-hub.js';

@ApiTags('dashboard')
@ApiBearerAuth()
@ForGuests()
@Controller('dashboard')
export class DashboardEventsController {
  constructor(
    private readonly hub: StreamHub,
    private readonly dashboard: DashboardService,
    private readonly all: AdministratorFeed,
    private readonly mine: MemberFeed,
  ) {}

  @Get('events')
  @StreamAccess()
  @ApiOperation({
    summary:
      'What `GET /dashboard` says as an event `dashboard`: now, then once a second. Of what was missed, the latest comes',
  })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ standardSchema: Dashboard })
  async events(
    @Caller() caller: Principal,
    @Query({ schema: StreamQuery }) _: StreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const seesAll = await this.dashboard.seesAll(caller);
    const stream = await this.hub.open(response, caller, { stream: 'dashboard' });
    await (seesAll ? this.all : this.mine).add(stream, lastEventId);
  }
}
