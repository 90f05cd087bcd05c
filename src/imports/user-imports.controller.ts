import { Readable } from 'node:stream';
import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ImportUsers } from '../contract/imports.js';
import { Job } from '../contract/jobs.js';
import { parse } from '../core/errors/validation.js';
import type { Principal } from '../core/security/principal.js';
import { Caller } from '../core/security/security.decorators.js';
import { UserImportsService } from './user-imports.service.js';

@ApiTags('jobs')
@ApiBearerAuth()
@Controller('users/imports')
export class UserImportsController {
  constructor(private readonly imports: UserImportsService) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Make accounts from CSV: email, username, displayName, role; for administrators' })
  @ApiConsumes('application/json', 'text/csv')
  @ApiAcceptedResponse({ standardSchema: Job })
  async start(
    @Caller() caller: Principal,
    @Body({ schema: ImportUsers.optional() }) body: ImportUsers | undefined,
    @Req() request: Request,
  ): Promise<Job> {
    if (!request.is('text/csv')) {
      return this.imports.start(caller, Readable.from([Buffer.from(parse(ImportUsers, body).csv)]));
    }
    try {
      // CSV is nothing that a parser took: it goes to the disk as it comes.
      return await this.imports.start(caller, request.iterator({ destroyOnReturn: false }));
    } catch (refusal) {
      // The rest of what is refused must pass, or the next request on this connection would wait behind it.
      request.resume();
      throw refusal;
    }
  }
}
