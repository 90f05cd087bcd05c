import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisDriver } from 'bentocache/drivers/redis';
import type { Redis } from 'ioredis';
import { AppConfig } from '../config/app-config.js';
import { VERSION } from '../config/version.js';
import { CacheRedis } from '../redis/redis-roles.js';
import { RedisKeys } from '../redis/redis-keys.js';
import { entrySerializer } from './entry-serializer.js';

const MEMORY_ENTRIES = 20_000;
/** Bytes of an answer that is kept at all. */
const ENTRY_BYTES = 1024 * 1024;
/** Nobody waits longer for Redis; after that it is not asked for a while. */
const ANSWER_WITHIN_MS = 100;
const AWAY = '2s';

/** Every entry carries it. */
const EVERYTHING = 'everything';

export interface StoreOptions {
  ttlMs: number;
  tags?: string[];
}

/**
 * The two tiers: this instance's memory before the cache role's Redis, by bentocache. A Redis that is away or hangs makes
 * the second tier empty.
 *
 * Without bentocache's grace: with it what a tag took away would still be served. Without its bus too: the project's own
 * says when it lost something. And with entries serialized in memory too: without that, 1.6.1 cannot read what came from
 * the second tier.
 */
@Injectable()
export class CacheStore implements OnApplicationShutdown {
  private readonly logger = new Logger(CacheStore.name);
  private readonly keepsNothing: boolean;
  private readonly redis: Redis;
  private readonly tiers;

  constructor(redis: CacheRedis, keys: RedisKeys, config: AppConfig) {
    this.keepsNothing = config.cache.bytes === 0;
    this.redis = redis.duplicate({ commandTimeout: ANSWER_WITHIN_MS });
    this.redis.on('error', () => undefined);
    const store = bentostore()
      .useL1Layer(
        memoryDriver({
          maxItems: MEMORY_ENTRIES,
          maxSize: Math.max(1, config.cache.bytes / 2),
          maxEntrySize: ENTRY_BYTES,
        }),
      )
      .useL2Layer(redisDriver({ connection: this.redis }));
    this.tiers = new BentoCache({
      default: 'tiers',
      // Another release may keep the same things in another form.
      prefix: `${keys.cache}:${VERSION}`,
      stores: { tiers: store },
      serializer: entrySerializer,
      grace: false,
      l2CircuitBreakerDuration: AWAY,
    });
  }

  /** Undefined where there is none. */
  async get(key: string): Promise<unknown> {
    if (this.keepsNothing) return undefined;
    try {
      return await this.tiers.get<unknown>({ key });
    } catch (error) {
      this.logger.warn({ err: error }, 'an answer that was kept could not be read');
      return undefined;
    }
  }

  /** Kept here at once; in Redis soon, and perhaps not at all. */
  set(key: string, value: unknown, { ttlMs, tags = [] }: StoreOptions): void {
    if (this.keepsNothing) return;
    const options = { key, value, ttl: ttlMs, ...(tags.length > 0 && { tags: [...tags, EVERYTHING] }) };
    this.tiers.set(options).catch((error: unknown) => this.logger.warn({ err: error }, 'an answer was not kept'));
  }

  async delete(tags: string[]): Promise<void> {
    await this.tiers.deleteByTag({ tags });
  }

  /** Whatever has tags goes. */
  async deleteTagged(): Promise<void> {
    await this.delete([EVERYTHING]);
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
