import { Injectable } from '@nestjs/common';
import { AppConfig } from '../core/config/app-config.js';
import { type RateLimiter, RateLimiters } from '../core/security/rate-limiter.js';

/** Holds whoever makes channels to `CHANNEL_RATE`, through both doors and on all instances. */
@Injectable()
export class ChannelRate {
  private readonly limiter: RateLimiter;

  constructor(config: AppConfig, limiters: RateLimiters) {
    this.limiter = limiters.shared('channels', config.limits.channelRate);
  }

  count(userId: string): Promise<void> {
    return this.limiter.consume(userId);
  }
}
