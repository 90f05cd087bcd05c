import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig } from '../core/config/app-config.js';
import { Gatherer } from '../core/gatherer.js';
import { inTime } from '../core/in-time.js';
import { Bus } from '../core/broadcast/bus.service.js';
import { RedisKeys } from '../core/redis/redis-keys.js';
import { MainRedis } from '../core/redis/redis-roles.js';
import type { Count } from '../core/observability/instruments.js';
import { RateLimitMetrics } from '../core/security/rate-limit.metrics.js';
import { ALIVE_MS } from './instance-beat.js';

const REFRESH_MS = 15_000;
const EXPIRE_MS = 60_000;
const REFRESH_BATCH = 500;
/** A connection waits no longer for Redis to say whether it may be. */
const ANSWER_WITHIN_MS = 300;
const LOOK_AGAIN_MS = 500;

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
  if ARGV[2 + i] == '0' then redis.call('HDEL', key, ARGV[1])
  else
    redis.call('HSET', key, ARGV[1], ARGV[2 + i])
    redis.call('PEXPIRE', key, ARGV[2])
  end
end`;

interface Reservation {
  userId: string;
  resolve: (granted: boolean) => void;
}

/**
 * Counts the connections of one kind that each user has, and holds users to a limit over all instances. The counts are
 * in Redis, where those of a dead instance are void; while Redis is away each instance counts its own alone.
 */
abstract class ConnectionRegistry implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ConnectionRegistry.name);
  private local: () => Map<string, number> = () => new Map<string, number>();
  private readonly reservations = new Gatherer<Reservation>((reservations) => this.decide(reservations));
  private readonly releases = new Gatherer<string>((userIds) => this.forget(userIds));
  /** Whose count in Redis may be another than it was told: it did not answer. Many of them have nothing here any more. */
  private doubtful = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly kind: { keyOf: (userId: string) => string; limit: number; refused: Count },
    private readonly redis: MainRedis,
    private readonly keys: RedisKeys,
    private readonly bus: Bus,
  ) {
    bus.onUp(() => void this.refresh());
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.refresh(), REFRESH_MS);
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** `counts` tells what each user has on this instance: the truth that the counts in Redis are refreshed from. */
  attach(counts: () => Map<string, number>): void {
    this.local = counts;
  }

  /** What each user has on this instance. */
  here(): Map<string, number> {
    return this.local();
  }

  /** Whether the user may open one more, which is then counted until it is released. */
  reserve(userId: string): Promise<boolean> {
    return new Promise((resolve) => this.reservations.add({ userId, resolve }));
  }

  /**
   * For who had one a moment ago, and may have lost it with its instance, which counts as living for some seconds more:
   * waits for that time, unless `gone` says that nobody waits any more.
   */
  async reserveAgain(userId: string, gone: () => boolean): Promise<boolean> {
    const end = performance.now() + ALIVE_MS + LOOK_AGAIN_MS;
    while (!(await this.reserve(userId))) {
      if (gone() || performance.now() > end) return false;
      await sleep(LOOK_AGAIN_MS, undefined, { ref: false });
    }
    return true;
  }

  /** The user closed one. */
  release(userId: string): void {
    this.releases.add(userId);
  }

  private async decide(reservations: Reservation[]): Promise<void> {
    const granted = await this.run(reservations.map(({ userId }) => ({ userId, delta: 1 })));
    const here = granted ? null : new Map(this.local());
    const { limit, refused } = this.kind;
    reservations.forEach(({ userId, resolve }, i) => {
      const may = granted ? granted[i] === 1 : (here?.get(userId) ?? 0) < limit;
      if (!may) refused.add();
      else here?.set(userId, (here.get(userId) ?? 0) + 1);
      resolve(may);
    });
  }

  private async forget(userIds: string[]): Promise<void> {
    await this.run(userIds.map((userId) => ({ userId, delta: -1 })));
  }

  /** Null while Redis is away; the next refresh puts the counts right. */
  private async run(changes: { userId: string; delta: number }[]): Promise<number[] | null> {
    const answers = this.bus.healthy ? await this.ask(changes) : null;
    if (!answers) for (const { userId } of changes) this.doubtful.add(userId);
    return answers;
  }

  private async ask(changes: { userId: string; delta: number }[]): Promise<number[] | null> {
    const keys = [this.keys.instances, ...changes.map(({ userId }) => this.kind.keyOf(userId))];
    const fixed = [this.bus.instanceId, ALIVE_MS, EXPIRE_MS, this.kind.limit];
    try {
      const deltas = changes.map(({ delta }) => delta);
      const answer = this.redis.eval(RESERVE, keys.length, ...keys, ...fixed, ...deltas) as Promise<number[]>;
      return await inTime(answer, ANSWER_WITHIN_MS);
    } catch {
      return null;
    }
  }

  private async refresh(): Promise<void> {
    if (!this.bus.healthy) return;
    const { doubtful } = this;
    this.doubtful = new Set();
    const here = this.local();
    const counts = [...new Set([...here.keys(), ...doubtful])].map(
      (userId) => [userId, here.get(userId) ?? 0] as const,
    );
    try {
      for (let start = 0; start < counts.length; start += REFRESH_BATCH) {
        const batch = counts.slice(start, start + REFRESH_BATCH);
        const keys = batch.map(([userId]) => this.kind.keyOf(userId));
        const values = batch.map(([, count]) => count);
        await this.redis.eval(REFRESH, keys.length, ...keys, this.bus.instanceId, EXPIRE_MS, ...values);
      }
    } catch (error) {
      for (const userId of doubtful) this.doubtful.add(userId);
      this.logger.warn({ err: error }, 'the counts of connections were not refreshed');
    }
  }
}

/** Event streams of each user: at most `MAX_STREAMS_PER_USER`. */
@Injectable()
export class StreamRegistry extends ConnectionRegistry {
  constructor(config: AppConfig, redis: MainRedis, keys: RedisKeys, bus: Bus, { refusals }: RateLimitMetrics) {
    const limit = config.limits.streamsPerUser;
    super({ keyOf: (userId) => keys.streamsOf(userId), limit, refused: refusals.streams }, redis, keys, bus);
  }
}

/** Sockets of each user: at most `MAX_SOCKETS_PER_USER`. */
@Injectable()
export class SocketRegistry extends ConnectionRegistry {
  constructor(config: AppConfig, redis: MainRedis, keys: RedisKeys, bus: Bus, { refusals }: RateLimitMetrics) {
    const limit = config.limits.socketsPerUser;
    super({ keyOf: (userId) => keys.socketsOf(userId), limit, refused: refusals.sockets }, redis, keys, bus);
  }
}
