import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseAway } from './postgres-error.js';

const AGAIN_MS = 500;

/**
 * For what has happened and must be written down: is tried again while PostgreSQL is away, for as long as `goOn` says so.
 * `work` may be carried out twice, where the answer to its commit was lost.
 */
export async function persist<T>(work: () => Promise<T>, goOn: () => boolean): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error) || !goOn()) throw error;
      await sleep(AGAIN_MS);
    }
  }
}
