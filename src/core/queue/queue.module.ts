import { BullModule } from '@nestjs/bullmq';
import { AppConfig } from '../config/app-config.js';
import { RedisKeys } from '../redis/redis-keys.js';
import { RedisModule } from '../redis/redis.module.js';

/** BullMQ on the Redis that never evicts. Its connections wait for Redis as long as it takes; requests never do. */
export const QueueModule = BullModule.forRootAsync({
  imports: [RedisModule],
  inject: [AppConfig, RedisKeys],
  useFactory: ({ redis }: AppConfig, keys: RedisKeys) => ({
    connection: { url: redis.url, maxRetriesPerRequest: null },
    prefix: keys.queues,
    defaultJobOptions: {
      attempts: 5,
      backoff: { type: 'exponential', delay: 1000, jitter: 0.5 },
      removeOnComplete: { age: 86_400, count: 1000 },
      removeOnFail: { age: 7 * 86_400 },
    },
  }),
});
