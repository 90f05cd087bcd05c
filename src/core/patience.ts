import { setImmediate as pending, setTimeout as sleep } from 'node:timers/promises';

/** Resolves after `ms`, and after what came in while this process was too busy to look: an answer among it was in time. */
export async function patience(ms: number): Promise<void> {
  await sleep(ms, undefined, { ref: false });
  await pending();
}
