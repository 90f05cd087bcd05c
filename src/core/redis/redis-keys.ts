import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';

/** Every key and pub/sub channel that the server uses, in one place. */
@Injectable()
export class RedisKeys {
  readonly bus: string;
  readonly socketIo: string;
  readonly queues: string;
  /** Sorted set: web instances by the time of their last beat, in milliseconds. */
  readonly instances: string;
  readonly rateLimits: string;
  /** Written to learn whether the Redis of the queues takes anything. */
  readonly healthProbe: string;
  readonly cache: string;
  private readonly prefix: string;

  constructor(config: AppConfig) {
    this.prefix = config.redis.prefix;
    this.bus = `${this.prefix}:bus`;
    this.socketIo = `${this.prefix}:socket.io`;
    this.queues = `${this.prefix}:queues`;
    this.instances = `${this.prefix}:instances`;
    this.healthProbe = `${this.prefix}:health`;
    this.rateLimits = `${this.prefix}:rate`;
    this.cache = `${this.prefix}:cache`;
  }

  /** Hash: instance id to the number of the user's sockets there. */
  socketsOf(userId: string): string {
    return `${this.prefix}:sockets:${userId}`;
  }

  /** Hash: instance id to the number of the user's event streams there. */
  streamsOf(userId: string): string {
    return `${this.prefix}:streams:${userId}`;
  }
}
