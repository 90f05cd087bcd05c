import { Controller, Delete, Get, HttpCode, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SessionPage } from '../contract/auth.js';
import { Id } from '../contract/ids.js';
import { PageQuery } from '../contract/page.js';
import type { Principal } from '../core/security/principal.js';
import { Caller, ForGuests } from '../core/security/security.decorators.js';
import { SessionsService } from './sessions.service.js';

@ApiTags('auth')
@ApiBearerAuth()
@ForGuests()
@Controller('auth/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @ApiOperation({ summary: 'Where the caller is signed in, the newest sign-in first' })
  @ApiOkResponse({ standardSchema: SessionPage })
  list(@Caller() caller: Principal, @Query({ schema: PageQuery }) query: PageQuery): Promise<SessionPage> {
    return this.sessions.list(caller, query);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: "End one of the caller's sessions, and its sockets" })
  @ApiNoContentResponse()
  end(@Caller() caller: Principal, @Param('id', { schema: Id }) id: string): Promise<void> {
    return this.sessions.endOwn(caller, id);
  }
}
