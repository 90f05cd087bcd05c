import { Body, Controller, Get, HttpCode, Ip, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AuditPage,
  AuditQuery,
  DeadLetterPage,
  DeadLettersQuery,
  Discarded,
  Replayed,
  ReplayDeadLetters,
} from '../contract/admin.js';
import type { Principal } from '../core/security/principal.js';
import { Caller } from '../core/security/security.decorators.js';
import { AuditService } from './audit.service.js';
import { DeadLettersService } from './dead-letters.service.js';

@ApiTags('admin')
@ApiBearerAuth()
@Controller('admin')
export class AdminController {
  constructor(
    private readonly deadLetters: DeadLettersService,
    private readonly audit: AuditService,
  ) {}

  @Get('dead-letters')
  @ApiOperation({ summary: 'Jobs that failed for good, and how many of each reason; for owners and administrators' })
  @ApiOkResponse({ standardSchema: DeadLetterPage })
  listDeadLetters(
    @Caller() caller: Principal,
    @Query({ schema: DeadLettersQuery }) query: DeadLettersQuery,
  ): Promise<DeadLetterPage> {
    return this.deadLetters.list(caller, query);
  }

  @Post('dead-letters/replay')
  @HttpCode(200)
  @ApiOperation({ summary: 'Try failed jobs again, with all their attempts; for owners and administrators' })
  @ApiOkResponse({ standardSchema: Replayed })
  replay(
    @Caller() caller: Principal,
    @Body({ schema: ReplayDeadLetters }) input: ReplayDeadLetters,
    @Ip() ip: string,
  ): Promise<Replayed> {
    return this.deadLetters.replay(caller, input, ip);
  }

  @Post('dead-letters/discard')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give failed jobs up for good; for owners and administrators' })
  @ApiOkResponse({ standardSchema: Discarded })
  discard(
    @Caller() caller: Principal,
    @Body({ schema: ReplayDeadLetters }) input: ReplayDeadLetters,
    @Ip() ip: string,
  ): Promise<Discarded> {
    return this.deadLetters.discard(caller, input, ip);
  }

  @Get('audit')
  @ApiOperation({ summary: 'Who did what to the server, the newest first; for owners and administrators' })
  @ApiOkResponse({ standardSchema: AuditPage })
  listAudit(@Caller() caller: Principal, @Query({ schema: AuditQuery }) query: AuditQuery): Promise<AuditPage> {
    return this.audit.list(caller, query);
  }
}
