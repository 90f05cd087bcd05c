import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Rate } from '../config/rate.js';
import { rateLimited } from '../errors/domain-error.js';
import { RedisKeys } from '../redis/redis-keys.js';
import { CacheRedis } from '../redis/redis-roles.js';

/** Counts something per key and refuses past a rate. */
export interface RateLimiter {
  /** Throws `rate_limited`, with the milliseconds to wait, where the key has used up its rate. */
  consume(key: string): Promise<void>;
}

const unlimited: RateLimiter = { consume: () => Promise.resolve() };

/** Makes the limiters; `null` is the rate `off`. */
@Injectable()
export class RateLimiters {
  constructor(
    private readonly redis: CacheRedis,
    private readonly keys: RedisKeys,
  ) {}

  /** Counts on this instance alone, for what must not wait for Redis. */
  local(rate: Rate | null): RateLimiter {
    if (!rate) return unlimited;
    return limiter(new RateLimiterMemory({ points: rate.points, duration: rate.seconds }));
  }

  /** Counts over all instances, in Redis; on this instance alone while Redis is away. */
  shared(name: string, rate: Rate | null): RateLimiter {
    if (!rate) return unlimited;
    const options = { points: rate.points, duration: rate.seconds, keyPrefix: `${this.keys.rateLimits}:${name}` };
    return limiter(
      new RateLimiterRedis({
        ...options,
        storeClient: this.redis,
        rejectIfRedisNotReady: true,
        insuranceLimiter: new RateLimiterMemory(options),
      }),
    );
  }
}

function limiter(counter: RateLimiterMemory | RateLimiterRedis): RateLimiter {
  return {
    async consume(key) {
      try {
        await counter.consume(key);
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) throw rateLimited(Math.max(1, Math.ceil(refusal.msBeforeNext)));
        throw refusal;
      }
    },
  };
}
