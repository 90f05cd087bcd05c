import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig } from '../core/config/app-config.js';
import { Bus } from '../core/broadcast/bus.service.js';
import { RedisKeys } from '../core/redis/redis-keys.js';
import { MainRedis } from '../core/redis/redis-roles.js';
import { LocalUsers } from './local-users.js';

const REFRESH_MS = 15_000;
/** The counts of an instance that has died are not believed for longer. */
const TRUST_MS = 45_000;
const REFRESH_BATCH = 500;

/**
 * For each user, in order: adds what is asked to this instance's count unless all instances' together pass the limit.
 * A count is stored with the time until which it is believed. ARGV: instance, now, trust, limit, then one delta a key.
 */
const RESERVE = `
local instance, now, trust, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local answers = {}
for i, key in ipairs(KEYS) do
  local delta, mine, others = tonumber(ARGV[4 + i]), 0, 0
  local fields = redis.call('HGETALL', key)
  for f = 1, #fields, 2 do
    local count, untilMs = fields[f + 1]:match('(%d+)|(%d+)')
    if fields[f] == instance then mine = tonumber(count)
    elseif tonumber(untilMs) >= now then others = others + tonumber(count)
    else redis.call('HDEL', key, fields[f]) end
  end
  if delta > 0 and mine + others + delta > limit then answers[i] = 0
  else
    local count = math.max(0, mine + delta)
    if count == 0 then redis.call('HDEL', key, instance)
    else
      redis.call('HSET', key, instance, string.format('%d|%d', count, now + trust))
      redis.call('PEXPIRE', key, trust * 2)
    end
    answers[i] = 1
  end
end
return answers`;

/** KEYS: users; ARGV: instance, until, then this instance's count for each. Puts right whatever was lost. */
const REFRESH = `
for i, key in ipairs(KEYS) do
  redis.call('HSET', key, ARGV[1], ARGV[2 + i] .. '|' .. ARGV[2])
  redis.call('PEXPIRE', key, ARGV[3 + #KEYS])
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
export class SocketRegistry implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SocketRegistry.name);
  private readonly limit: number;
  private waiting: Reservation[] = [];
  private released: string[] = [];
  private timer: NodeJS.Timeout | undefined;

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
    this.timer = setInterval(() => void this.refresh(), REFRESH_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
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
    const keys = changes.map(({ userId }) => this.keys.socketsOf(userId));
    const fixed = [this.bus.instanceId, Date.now(), TRUST_MS, this.limit];
    const deltas = changes.map(({ delta }) => delta);
    try {
      return (await this.redis.eval(RESERVE, keys.length, ...keys, ...fixed, ...deltas)) as number[];
    } catch {
      return null;
    }
  }

  private async refresh(): Promise<void> {
    if (!this.bus.healthy) return;
    const counts = [...this.local.counts()];
    try {
      for (let start = 0; start < counts.length; start += REFRESH_BATCH) {
        const batch = counts.slice(start, start + REFRESH_BATCH);
        const keys = batch.map(([userId]) => this.keys.socketsOf(userId));
        const values = batch.map(([, count]) => count);
        const until = Date.now() + TRUST_MS;
        await this.redis.eval(REFRESH, keys.length, ...keys, this.bus.instanceId, until, ...values, TRUST_MS * 2);
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'the counts of sockets were not refreshed');
    }
  }
}
