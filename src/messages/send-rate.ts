import { Injectable } from '@nestjs/common';
import { AppConfig } from '../core/config/app-config.js';
import { type RateLimiter, RateLimiters } from '../core/security/rate-limiter.js';

/** Holds each user to `SEND_RATE`, through both doors. */
@Injectable()
export class SendRate {
  private readonly limiter: RateLimiter | null;

  constructor(config: AppConfig, limiters: RateLimiters) {
    const { sendRate } = config.limits;
    this.limiter = sendRate && limiters.local('sends', sendRate);
  }

  /** Null where there is no limit, so that nobody waits a turn for nothing. */
  count(userId: string): Promise<void> | null {
    return this.limiter && this.limiter.consume(userId);
  }
}
