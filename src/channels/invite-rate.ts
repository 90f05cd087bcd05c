import { Injectable } from '@nestjs/common';
import { AppConfig } from '../core/config/app-config.js';
import { type RateLimiter, RateLimiters } from '../core/security/rate-limiter.js';

/** Holds whoever tries tokens of invite links to `LOGIN_RATE`, over all instances. */
@Injectable()
export class InviteRate {
  private readonly limiter: RateLimiter;

  constructor(config: AppConfig, limiters: RateLimiters) {
    this.limiter = limiters.shared('invites', config.limits.loginRate);
  }

  count(userId: string): Promise<void> {
    return this.limiter.consume(userId);
  }
}
