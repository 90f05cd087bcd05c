import { Global, Module } from '@nestjs/common';
import { OriginPolicy } from './origin-policy.js';
import { RateLimiters } from './rate-limiter.js';

@Global()
@Module({ providers: [RateLimiters, OriginPolicy], exports: [RateLimiters, OriginPolicy] })
export class SecurityModule {}
