import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Draft, DraftBody, DraftPage } from '../contract/drafts.js';
import { Id } from '../contract/ids.js';
import { PageQuery } from '../contract/page.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { DraftsService } from './drafts.service.js';

@ApiTags('personal')
@ApiBearerAuth()
@ForGuests()
@Controller()
export class DraftsController {
  constructor(private readonly drafts: DraftsService) {}

  @Get('drafts')
  @ApiOperation({ summary: "The caller's drafts, the last written first" })
  @ApiOkResponse({ standardSchema: DraftPage })
  list(@Caller() caller: Principal, @Query({ schema: PageQuery }) query: PageQuery): Promise<DraftPage> {
    return this.drafts.list(caller, query);
  }

  @Put('channels/:id/draft')
  @ApiOperation({ summary: 'Keep what the caller has begun to write in a channel; answers the draft that stands' })
  @ApiOkResponse({ standardSchema: Draft })
  set(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) channelId: string,
    @Body({ schema: DraftBody }) draft: DraftBody,
  ): Promise<Draft> {
    return this.drafts.set(caller, { ...draft, channelId });
  }

  @Delete('channels/:id/draft')
  @ApiOperation({ summary: 'Clear the draft of a channel' })
  @ApiOkResponse({ standardSchema: Draft })
  clear(@Caller() caller: Principal, @Param('id', { schema: Id }) channelId: string): Promise<Draft> {
    return this.drafts.set(caller, { channelId, body: '' });
  }
}
