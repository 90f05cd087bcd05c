import { patience } from './patience.js';

/**
 * What comes of the work, or a rejection after `ms`, with what `late` makes of it. The work itself goes on: nobody waits
 * for it any more.
 */
export async function inTime<T>(
  work: Promise<T>,
  ms: number,
  late: () => Error = () => new Error(`no answer within ${ms} ms`),
): Promise<T> {
  const over = new AbortController();
  const patient = patience(ms, over.signal).then(() => {
    throw late();
  });
  try {
    return await Promise.race([work, patient]);
  } finally {
    over.abort();
  }
}
