import { Injectable } from '@nestjs/common';
import { AppConfig } from '../core/config/app-config.js';
import { type RateLimiter, RateLimiters } from '../core/security/rate-limiter.js';

/** Holds each user to `REPORT_RATE`, through both doors and on all instances. */
@Injectable()
export class ReportRate {
  private readonly limiter: RateLimiter;

  constructor(config: AppConfig, limiters: RateLimiters) {
    this.limiter = limiters.shared('reports', config.limits.reportRate);
  }

  count(userId: string): Promise<void> {
    return this.limiter.consume(userId);
  }
}
