import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Id } from '../contract/ids.js';
import { Job } from '../contract/jobs.js';
import { StartExport } from '../contract/messages.js';
import type { Principal } from '../core/security/principal.js';
import { Caller } from '../core/security/security.decorators.js';
import { ExportsService } from './exports.service.js';

@ApiTags('jobs')
@ApiBearerAuth()
@Controller()
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Post('channels/:id/exports')
  @HttpCode(202)
  @ApiOperation({ summary: 'Make a file of all messages of a channel; for its owners and moderators' })
  @ApiAcceptedResponse({ standardSchema: Job })
  start(
    @Caller() caller: Principal,
    @Param('id', { schema: Id }) channelId: string,
    @Body({ schema: StartExport }) input: StartExport,
  ): Promise<Job> {
    return this.exports.start(caller, channelId, input);
  }
}
