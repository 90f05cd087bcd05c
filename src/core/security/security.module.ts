import { Global, Module } from '@nestjs/common';
import { OriginPolicy } from './origin-policy.js';
import { HttpRate } from './rate-limit.guard.js';
import { RateLimitMetrics } from './rate-limit.metrics.js';
import { RateLimiters } from './rate-limiter.js';

@Global()
@Module({
  providers: [RateLimiters, RateLimitMetrics, HttpRate, OriginPolicy],
  exports: [RateLimiters, RateLimitMetrics, HttpRate, OriginPolicy],
})
export class SecurityModule {}
