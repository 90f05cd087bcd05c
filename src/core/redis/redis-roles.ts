import type { OnApplicationShutdown } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';

/** Bus, registry, queues: must not evict. */
export class MainRedis extends Redis implements OnApplicationShutdown {
  onApplicationShutdown(): void {
    this.disconnect();
  }
}

/** Counters and caches that may be lost at any moment. */
export class CacheRedis extends Redis implements OnApplicationShutdown {
  onApplicationShutdown(): void {
    this.disconnect();
  }
}

/**
 * Hears what is published on the Redis of another connection. Subscriptions wait for a connection as long as it takes.
 *
 * ioredis makes them anew after each reconnect, and nobody there hears of it where the connection ends before the answer:
 * that is no reason to end the process. Whoever subscribes here still hears of a failure.
 */
export class SubscriberRedis extends Redis {
  constructor(options: RedisOptions) {
    super({ ...options, enableOfflineQueue: true, maxRetriesPerRequest: null, commandTimeout: undefined });
    this.on('error', () => undefined);
  }

  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    command.promise.catch(() => undefined);
    return super.sendCommand(command, stream);
  }
}
