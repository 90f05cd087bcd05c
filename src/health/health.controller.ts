import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { errorStatus } from '../contract/errors.js';
import { HealthReport } from '../contract/health.js';
import { HealthService } from '../core/health/health.service.js';
import type { PartName } from '../core/health/parts.js';
import { NotRateLimited } from '../core/security/rate-limit.guard.js';
import { Public } from '../core/security/security.decorators.js';

/** Redis away is no reason to take an instance out: it goes on without, more slowly. */
const NEEDED: ReadonlySet<PartName> = new Set(['instance', 'postgresql', 'migrations']);

@ApiTags('health')
@Public()
@NotRateLimited()
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @ApiOperation({ summary: 'Each part, and what goes on without those that are away' })
  @ApiOkResponse({ standardSchema: HealthReport })
  @ApiServiceUnavailableResponse({ standardSchema: HealthReport })
  async all(@Res({ passthrough: true }) response: Response): Promise<HealthReport> {
    return answer(response, await this.health.report(NEEDED));
  }

  @Get('live')
  @ApiOperation({ summary: 'Whether the process runs at all; restart it where not' })
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({
    summary: 'Whether to send requests here: 503 while PostgreSQL is away, its schema is old, or the instance drains',
  })
  @ApiOkResponse({ standardSchema: HealthReport })
  @ApiServiceUnavailableResponse({ standardSchema: HealthReport })
  async ready(@Res({ passthrough: true }) response: Response): Promise<HealthReport> {
    return answer(response, await this.health.readiness(NEEDED));
  }
}

function answer(response: Response, report: HealthReport): HealthReport {
  if (report.status === 'error') response.status(errorStatus.unavailable);
  return report;
}
