import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Bus } from '../core/broadcast/bus.service.js';
import { RedisKeys } from '../core/redis/redis-keys.js';
import { MainRedis } from '../core/redis/redis-roles.js';

const BEAT_MS = 2000;
/** An instance that has not beaten for this long is dead, and its connections with it. */
export const ALIVE_MS = 7000;

/** KEYS: instances; ARGV: instance. Times are Redis' own: instances' clocks may differ. */
const BEAT = `
local time = redis.call('TIME')
redis.call('ZADD', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])`;

/** Says every other second that this web instance lives. */
@Injectable()
export class InstanceBeat implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: MainRedis,
    private readonly keys: RedisKeys,
    private readonly bus: Bus,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.beat(), BEAT_MS);
    void this.beat();
  }

  /** The connections of an instance that is gone are void at once. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.redis.zrem(this.keys.instances, this.bus.instanceId).catch(() => 0);
  }

  private async beat(): Promise<void> {
    if (!this.bus.healthy) return;
    await this.redis.eval(BEAT, 1, this.keys.instances, this.bus.instanceId).catch(() => undefined);
  }
}
