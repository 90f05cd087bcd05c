import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Rate } from '../config/rate.js';
import { rateLimited } from '../errors/domain-error.js';
import { inTime } from '../in-time.js';
import { RedisKeys } from '../redis/redis-keys.js';
import { CacheRedis } from '../redis/redis-roles.js';
import { type Limit, RateLimitMetrics } from './rate-limit.metrics.js';

/** Counts something per key and refuses past a rate. */
export interface RateLimiter {
  /** Throws `rate_limited`, with the milliseconds to wait, where the key has used up its rate. */
  consume(key: string): Promise<void>;
}

/** A request waits no longer for Redis to count it; then Redis is not asked for a while. */
const ANSWER_WITHIN_MS = 200;
const AWAY_MS = 2000;

const unlimited: RateLimiter = { consume: () => Promise.resolve() };

/** Makes the limiters; `null` is the rate `off`. */
@Injectable()
export class RateLimiters {
  private awayUntil = 0;

  constructor(
    private readonly redis: CacheRedis,
    private readonly keys: RedisKeys,
    private readonly metrics: RateLimitMetrics,
  ) {}

  /** Counts on this instance alone, for what must not wait for Redis. */
  local(name: Limit, rate: Rate | null): RateLimiter {
    if (!rate) return unlimited;
    return this.limiter(name, new RateLimiterMemory({ points: rate.points, duration: rate.seconds }));
  }

  /** Counts over all instances, in Redis; on this instance alone while Redis is away. */
  shared(name: Limit, rate: Rate | null): RateLimiter {
    if (!rate) return unlimited;
    const options = { points: rate.points, duration: rate.seconds, keyPrefix: `${this.keys.rateLimits}:${name}` };
    const here = new RateLimiterMemory(options);
    const everywhere = new RateLimiterRedis({ ...options, storeClient: this.redis, rejectIfRedisNotReady: true });
    return this.limiter(name, {
      consume: async (key) => {
        // Counted here too: where Redis does not answer, this instance goes on from what it has let through.
        const own = here.consume(key).then(
          () => null,
          (refusal: unknown) => refusal,
        );
        if (performance.now() >= this.awayUntil) {
          try {
            await inTime(everywhere.consume(key), ANSWER_WITHIN_MS);
            return;
          } catch (refusal) {
            if (refusal instanceof RateLimiterRes) throw refusal;
            this.awayUntil = performance.now() + AWAY_MS;
          }
        }
        const refusal = await own;
        if (refusal) throw refusal;
      },
    });
  }

  private limiter(name: Limit, counter: { consume: (key: string) => Promise<unknown> }): RateLimiter {
    const refused = this.metrics.refusals[name];
    return {
      async consume(key) {
        try {
          await counter.consume(key);
        } catch (refusal) {
          if (!(refusal instanceof RateLimiterRes)) throw refusal;
          refused.add();
          throw rateLimited(Math.max(1, Math.ceil(refusal.msBeforeNext)));
        }
      },
    };
  }
}
