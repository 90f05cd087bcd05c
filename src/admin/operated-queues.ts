import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';
import { RedisKeys } from '../core/redis/redis-keys.js';
import { MainRedis } from '../core/redis/redis-roles.js';
import { allQueues } from './queues.js';

/** All queues, to be looked at and put right, over the process's own connection: no command waits for a Redis that is away. */
@Injectable()
export class OperatedQueues implements OnApplicationShutdown {
  private readonly byName: ReadonlyMap<string, Queue>;

  constructor(redis: MainRedis, keys: RedisKeys) {
    const options = {
      connection: redis,
      prefix: keys.queues,
      skipWaitingForReady: true,
      skipVersionCheck: true,
      skipMetasUpdate: true,
    };
    this.byName = new Map(allQueues.map(({ name }) => [name, new Queue(name, options)]));
    for (const queue of this.all) queue.on('error', () => undefined);
  }

  get all(): Queue[] {
    return [...this.byName.values()];
  }

  find(name: string): Queue | undefined {
    return this.byName.get(name);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.all.map((queue) => queue.close()));
  }
}
