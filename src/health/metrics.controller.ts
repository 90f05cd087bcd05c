import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Metrics } from '../core/observability/metrics.js';
import { MetricsAccess } from '../core/observability/metrics-access.js';
import { NotRateLimited } from '../core/security/rate-limit.guard.js';
import { Public } from '../core/security/security.decorators.js';

/** What this instance measures, for Prometheus. Public to the guard of the API: it has one of its own. */
@ApiExcludeController()
@Public()
@NotRateLimited()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly access: MetricsAccess,
  ) {}

  @Get()
  async read(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<string> {
    this.access.require(request);
    response.type(this.metrics.contentType);
    return this.metrics.text();
  }
}
