import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { Bus } from '../core/broadcast/bus.service.js';
import { CacheRedis, MainRedis } from '../core/redis/redis-roles.js';

/** Redis away is no reason to take an instance out: it goes on without, more slowly. So it is told, and counts as up. */
@Injectable()
export class RedisHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly main: MainRedis,
    private readonly cache: CacheRedis,
    private readonly bus: Bus,
  ) {}

  async check(): Promise<HealthIndicatorResult> {
    const [main, cache] = await Promise.all([reaches(this.main), reaches(this.cache)]);
    return this.indicators.check('redis').up({
      main: main ? 'up' : 'away',
      cache: cache ? 'up' : 'away',
      bus: this.bus.healthy ? 'up' : 'away',
      degraded: !main || !cache || !this.bus.healthy,
    });
  }
}

const reaches = (redis: MainRedis | CacheRedis) =>
  redis.ping().then(
    () => true,
    () => false,
  );
