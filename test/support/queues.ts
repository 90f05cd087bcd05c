import { Queue } from 'bullmq';
import { inject } from 'vitest';
import type { QueueDefinition } from '../../src/core/queue/queue-definition.js';
import { pushQueue } from '../../src/push/push.queue.js';
import type { Server } from './app.js';

/** A queue whose job works on one table: without it the job fails, and with it again it succeeds. */
export const sampleQueue = pushQueue;
export const SAMPLE_JOB = 'cleanup';
const SAMPLE_TABLE = 'push_subscriptions';
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

/** Does something while the sample queue's job cannot succeed. */
export async function withoutTable({ db }: Server, work: () => Promise<void>): Promise<void> {
  await db.query(`ALTER TABLE ${SAMPLE_TABLE} RENAME TO hidden`);
  try {
    await work();
  } finally {
    await db.query(`ALTER TABLE hidden RENAME TO ${SAMPLE_TABLE}`);
  }
}
