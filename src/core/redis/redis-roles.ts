import type { OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';

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
