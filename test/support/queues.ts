import { Queue } from 'bullmq';
import { inject } from 'vitest';
import type { QueueDefinition } from '../../src/core/queue/queue-definition.js';
import { pushQueue } from '../../src/push/push.queue.js';
import type { Server } from './app.js';

/** A queue whose job works on one table: without it the job fails, and with it again it succeeds. */
export const sampleQueue = pushQueue;
export const SAMPLE_JOB = 'cleanup';
export const SAMPLE_TABLE = 'push_subscriptions';
export const NO_TABLE = `relation "${SAMPLE_TABLE}" does not exist`;
/** What no schema of the queue takes. */
export const BAD_DATA = 'no object';

/** A queue of the server as BullMQ sees it: for arranging what no request makes, and for looking at what came of it. */
export function queueOf({ name }: Server, definition: QueueDefinition): Queue {
  return new Queue(definition.name, {
    connection: { url: inject('redisUrl') },
    prefix: `${name}:queues`,
    defaultJobOptions: { attempts: 1 },
  });
}

/** Does something while whatever needs a table fails. */
export async function withoutTable<T>({ db }: Server, table: string, work: () => Promise<T>): Promise<T> {
  await db.query(`ALTER TABLE ${table} RENAME TO hidden`);
  try {
    return await work();
  } finally {
    await db.query(`ALTER TABLE hidden RENAME TO ${table}`);
  }
}
