/**
 * Preloaded into a web instance (`node --import`): drops pub/sub messages on their way from Redis at random, as a
 * network or a Redis that sheds a slow subscriber would. Nothing but the Redis client is touched.
 */
import { EventEmitter } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';

const DROPPED = new Set(['message', 'messageBuffer', 'pmessage', 'pmessageBuffer', 'smessage', 'smessageBuffer']);
const share = Number(process.env['DROP_FRAMES_SHARE'] ?? 0);
const dir = process.env['DROP_FRAMES_DIR'];

let [seen, dropped] = [0, 0];
Redis.prototype.emit = function dropSome(event, ...values) {
  if (DROPPED.has(String(event))) {
    seen++;
    if (Math.random() < share) {
      dropped++;
      return true;
    }
  }
  return EventEmitter.prototype.emit.call(this, event, ...values);
};

if (dir !== undefined) {
  const file = join(dir, `dropped-${process.pid}.json`);
  // Whoever reads it meanwhile has the count before, or this one.
  const note = (): void => {
    writeFileSync(`${file}.new`, JSON.stringify({ seen, dropped }));
    renameSync(`${file}.new`, file);
  };
  setInterval(note, 200).unref();
}
