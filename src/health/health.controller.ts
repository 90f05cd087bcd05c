import { Controller, Get, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  HealthCheckService,
  type HealthIndicatorFunction,
  HealthIndicatorService,
  TypeOrmHealthIndicator,
} from '@nestjs/terminus';
import type { Response } from 'express';
import { Lifecycle } from '../core/observability/lifecycle.js';
import { NotRateLimited } from '../core/security/rate-limit.guard.js';
import { Public } from '../core/security/security.decorators.js';
import { RedisHealth } from './redis.health.js';

const TIMEOUT_MS = 1500;

@ApiTags('health')
@Public()
@NotRateLimited()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly postgres: TypeOrmHealthIndicator,
    private readonly redis: RedisHealth,
    private readonly lifecycle: Lifecycle,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Each part, and whether the whole can serve: 200 or 503' })
  all(@Res({ passthrough: true }) response: Response) {
    return this.answer(response, [this.checkPostgres, () => this.redis.check(), this.checkLifecycle]);
  }

  @Get('live')
  @ApiOperation({ summary: 'Whether the process runs at all; restart it where not' })
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether to send requests here: 503 while PostgreSQL is away or the instance drains' })
  ready(@Res({ passthrough: true }) response: Response) {
    return this.answer(response, [this.checkPostgres, this.checkLifecycle]);
  }

  private readonly checkPostgres: HealthIndicatorFunction = () =>
    this.postgres.pingCheck('postgresql', { timeout: TIMEOUT_MS });

  private readonly checkLifecycle: HealthIndicatorFunction = () => {
    const indicator = this.indicators.check('instance');
    return this.lifecycle.stopping ? indicator.down({ draining: true }) : indicator.up();
  };

  /** Terminus throws what failed; a monitor reads it as the body of the 503. */
  private async answer(response: Response, checks: HealthIndicatorFunction[]): Promise<unknown> {
    try {
      return await this.health.check(checks);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      response.status(503);
      return error.getResponse();
    }
  }
}
