import { Global, Module } from '@nestjs/common';
import { OriginPolicy } from './origin-policy.js';
import { HttpRate } from './rate-limit.guard.js';
import { RateLimiters } from './rate-limiter.js';

@Global()
@Module({ providers: [RateLimiters, HttpRate, OriginPolicy], exports: [RateLimiters, HttpRate, OriginPolicy] })
export class SecurityModule {}
