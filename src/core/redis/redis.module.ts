import { Global, Logger, Module } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import { AppConfig } from '../config/app-config.js';
import { RedisKeys } from './redis-keys.js';
import { CacheRedis, MainRedis } from './redis-roles.js';

/** Nobody waits for Redis: a command fails within a second, at once while there is no connection. */
export const failFast: RedisOptions = {
  commandTimeout: 1000,
  connectTimeout: 1000,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1000),
};

function connect<R extends Redis>(Role: new (url: string, options: RedisOptions) => R, url: string): R {
  const logger = new Logger(Role.name);
  const redis = new Role(url, { ...failFast, connectionName: `tertulia:${Role.name}` });
  let last = '';
  redis.on('error', (error: Error) => {
    if (error.message !== last) logger.warn(`Redis link: ${error.message}`);
    last = error.message;
  });
  redis.on('ready', () => (last = ''));
  return redis;
}

@Global()
@Module({
  providers: [
    { provide: MainRedis, inject: [AppConfig], useFactory: ({ redis }: AppConfig) => connect(MainRedis, redis.url) },
    {
      provide: CacheRedis,
      inject: [AppConfig],
      useFactory: ({ redis }: AppConfig) => connect(CacheRedis, redis.cacheUrl),
    },
    RedisKeys,
  ],
  exports: [MainRedis, CacheRedis, RedisKeys],
})
export class RedisModule {}
