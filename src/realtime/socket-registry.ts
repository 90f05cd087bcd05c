import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { AppConfig } from '../core/config/app-config.js';
import { Bus } from '../core/broadcast/bus.service.js';
import { RedisKeys } from '../core/redis/redis-keys.js';
import { MainRedis } from '../core/redis/redis-roles.js';
import { LocalUsers } from './local-users.js';

const BEAT_MS = 2000;
/** An instance that has not beaten for this long is dead, and its counts with it. */
const ALIVE_MS = 7000;
const REFRESH_MS = 15_000;
const EXPIRE_MS = 60_000;
const REFRESH_BATCH = 500;
/** A connection waits no longer for Redis to say whether it may be. */
const ANSWER_WITHIN_MS = 300;

/** KEYS: instances; ARGV: instance. Times are Redis' own: instances' clocks may differ. */
const BEAT = `
local time = redis.call('TIME')
redis.call('ZADD', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])`;

/**
 * For each user, in order: adds what is asked to this instance's count, unless those of all living instances together
 * would pass the limit. KEYS: instances, then users; ARGV: instance, alive, expire, limit, then a change for each user.
 */
const RESERVE = `
local instance, alive, expire, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local since = now - alive
redis.call('ZADD', KEYS[1], now, instance)
local answers = {}
for i = 2, #KEYS do
  local change, mine, others = tonumber(ARGV[3 + i]), 0, 0
  local counts = redis.call('HGETALL', KEYS[i])
  for f = 1, #counts, 2 do
    local count = tonumber(counts[f + 1])
    if counts[f] == instance then mine = count
    elseif tonumber(redis.call('ZSCORE', KEYS[1], counts[f]) or 0) >= since then others = others + count
    else redis.call('HDEL', KEYS[i], counts[f]) end
  end
  if change > 0 and mine + others + change > limit then answers[i - 1] = 0
  else
    local count = math.max(0, mine + change)
    if count == 0 then redis.call('HDEL', KEYS[i], instance)
    else
      redis.call('HSET', KEYS[i], instance, count)
      redis.call('PEXPIRE', KEYS[i], expire)
    end
    answers[i - 1] = 1
  end
end
return answers`;

/** KEYS: users; ARGV: instance, expire, then this instance's count for each. Puts right whatever was lost. */
const REFRESH = `
for i, key in ipairs(KEYS) do
  redis.call('HSET', key, ARGV[1], ARGV[2 + i])
  redis.call('PEXPIRE', key, ARGV[2])
end`;

interface Reservation {
  userId: string;
  resolve: (granted: boolean) => void;
}

/**
 * Holds each user to `MAX_SOCKETS_PER_USER` over all instances. The counts are in Redis; while that is away each
 * instance counts its own sockets alone.
 */
@Injectable()
export class SocketRegistry implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SocketRegistry.name);
  private readonly limit: number;
  private waiting: Reservation[] = [];
  private released: string[] = [];
  private timers: NodeJS.Timeout[] = [];

  constructor(
    config: AppConfig,
    private readonly redis: MainRedis,
    private readonly keys: RedisKeys,
    private readonly bus: Bus,
    private readonly local: LocalUsers,
  ) {
    this.limit = config.limits.socketsPerUser;
    bus.onRestored(() => void this.refresh());
  }

  onApplicationBootstrap(): void {
    this.timers = [setInterval(() => void this.beat(), BEAT_MS), setInterval(() => void this.refresh(), REFRESH_MS)];
    void this.beat();
  }

  /** The counts of an instance that is gone are void at once. */
  async beforeApplicationShutdown(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.redis.zrem(this.keys.instances, this.bus.instanceId).catch(() => 0);
  }

  /** Whether the user may open one more socket, which is then counted. All of one turn share one round trip. */
  reserve(userId: string): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.waiting.push({ userId, resolve }) === 1) setImmediate(() => void this.flush());
    });
  }

  /** The user closed a socket. */
  release(userId: string): void {
    if (this.released.push(userId) === 1) setImmediate(() => void this.flushReleased());
  }

  private async flush(): Promise<void> {
    const reservations = this.waiting;
    this.waiting = [];
    const granted = await this.run(reservations.map(({ userId }) => ({ userId, delta: 1 })));
    reservations.forEach(({ userId, resolve }, i) => {
      resolve(granted ? granted[i] === 1 : (this.local.get(userId)?.sockets.size ?? 0) < this.limit);
    });
  }

  private async flushReleased(): Promise<void> {
    const userIds = this.released;
    this.released = [];
    await this.run(userIds.map((userId) => ({ userId, delta: -1 })));
  }

  /** Null while Redis is away; the next refresh puts the counts right. */
  private async run(changes: { userId: string; delta: number }[]): Promise<number[] | null> {
    if (!this.bus.healthy) return null;
    const keys = [this.keys.instances, ...changes.map(({ userId }) => this.keys.socketsOf(userId))];
    const fixed = [this.bus.instanceId, ALIVE_MS, EXPIRE_MS, this.limit];
    try {
      const deltas = changes.map(({ delta }) => delta);
      const answer = this.redis.eval(RESERVE, keys.length, ...keys, ...fixed, ...deltas) as Promise<number[]>;
      return await Promise.race([answer, sleep(ANSWER_WITHIN_MS, null, { ref: false })]);
    } catch {
      return null;
    }
  }

  private async beat(): Promise<void> {
    if (!this.bus.healthy) return;
    await this.redis.eval(BEAT, 1, this.keys.instances, this.bus.instanceId).catch(() => undefined);
  }

  private async refresh(): Promise<void> {
    if (!this.bus.healthy) return;
    const counts = [...this.local.counts()];
    try {
      for (let start = 0; start < counts.length; start += REFRESH_BATCH) {
        const batch = counts.slice(start, start + REFRESH_BATCH);
        const keys = batch.map(([userId]) => this.keys.socketsOf(userId));
        const values = batch.map(([, count]) => count);
        await this.redis.eval(REFRESH, keys.length, ...keys, this.bus.instanceId, EXPIRE_MS, ...values);
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'the counts of sockets were not refreshed');
    }
  }
}
