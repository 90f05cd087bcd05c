import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Job } from '../contract/jobs.js';
import { StartActivityReport } from '../contract/reports.js';
import type { Principal } from '../core/security/principal.js';
import { Caller } from '../core/security/security.decorators.js';
import { ReportsService } from './reports.service.js';

@ApiTags('jobs')
@ApiBearerAuth()
@Controller('reports')
export class ReportsController {
  constructor(private readonly reports: ReportsService) {}

  @Post('activity')
  @HttpCode(202)
  @ApiOperation({ summary: 'Make a file of messages per day, channel and person; for administrators' })
  @ApiAcceptedResponse({ standardSchema: Job })
  activity(
    @Caller() caller: Principal,
    @Body({ schema: StartActivityReport }) input: StartActivityReport,
  ): Promise<Job> {
    return this.reports.startActivity(caller, input);
  }
}
