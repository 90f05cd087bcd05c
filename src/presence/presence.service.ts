import { Injectable } from '@nestjs/common';
import { RedisKeys } from '../core/redis/redis-keys.js';
import { MainRedis } from '../core/redis/redis-roles.js';
import { ALIVE_MS } from './instance-beat.js';

/** How somebody is connected, to any instance. */
export type Presence = 'socket' | 'stream' | 'offline';

const BATCH = 500;

/** KEYS: instances, then a hash of counts by instance for each question; answers the living instances' sum for each. */
const COUNT = `
local time = redis.call('TIME')
local since = time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[1])
local living = {}
for _, instance in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], since, '+inf')) do living[instance] = true end
local answers = {}
for i = 2, #KEYS do
  local count = 0
  local counts = redis.call('HGETALL', KEYS[i])
  for f = 1, #counts, 2 do
    if living[counts[f]] then count = count + tonumber(counts[f + 1]) end
  end
  answers[i - 1] = count
end
return answers`;

/** Who is connected, by socket or stream, to any living instance. For web and worker alike. */
@Injectable()
export class PresenceService {
  constructor(
    private readonly redis: MainRedis,
    private readonly keys: RedisKeys,
  ) {}

  /** Null while Redis is away: nobody knows then. */
  async of(userIds: string[]): Promise<Map<string, Presence> | null> {
    const found = new Map<string, Presence>();
    try {
      for (let start = 0; start < userIds.length; start += BATCH) {
        const batch = userIds.slice(start, start + BATCH);
        const counts = await this.count(batch);
        batch.forEach((id, i) => found.set(id, presenceOf(counts[2 * i], counts[2 * i + 1])));
      }
      return found;
    } catch {
      return null;
    }
  }

  private count(userIds: string[]): Promise<number[]> {
    const keys = userIds.flatMap((id) => [this.keys.socketsOf(id), this.keys.streamsOf(id)]);
    return this.redis.eval(COUNT, keys.length + 1, this.keys.instances, ...keys, ALIVE_MS) as Promise<number[]>;
  }
}

function presenceOf(sockets = 0, streams = 0): Presence {
  if (sockets > 0) return 'socket';
  return streams > 0 ? 'stream' : 'offline';
}
