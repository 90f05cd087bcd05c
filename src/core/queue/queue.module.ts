import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Inject, Module } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { RedisKeys } from '../redis/redis-keys.js';
import { RedisModule } from '../redis/redis.module.js';
import { MainRedis } from '../redis/redis-roles.js';
import type { QueueDefinition } from './queue-definition.js';
import { TypedQueue } from './typed-queue.js';

const defaultJobOptions = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 1000, jitter: 0.5 },
  removeOnComplete: { age: 86_400, count: 1000 },
  removeOnFail: { age: 7 * 86_400 },
};

/** BullMQ on the Redis that never evicts. Its connections wait for Redis as long as it takes; requests never do. */
export const QueueModule = BullModule.forRootAsync({
  imports: [RedisModule],
  inject: [AppConfig, RedisKeys],
  useFactory: ({ redis }: AppConfig, keys: RedisKeys) => ({
    connection: { url: redis.url, maxRetriesPerRequest: null },
    prefix: keys.queues,
    defaultJobOptions,
  }),
});

const token = ({ name }: QueueDefinition) => `TypedQueue:${name}`;

/** Injects the queue for adding jobs to; the module imports `ProducerModule.of(definition)`. */
export const InjectTypedQueue = (definition: QueueDefinition) => Inject(token(definition));

@Module({})
export class ProducerModule {
  static of(definition: QueueDefinition): DynamicModule {
    const provider = {
      provide: token(definition),
      inject: [MainRedis, RedisKeys],
      useFactory: (redis: MainRedis, keys: RedisKeys) =>
        new TypedQueue(definition, redis, { prefix: keys.queues, defaultJobOptions }),
    };
    return { module: ProducerModule, providers: [provider], exports: [provider] };
  }
}
