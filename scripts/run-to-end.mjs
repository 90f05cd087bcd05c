import { Stopped, ending } from './ending.mjs';
import { closing } from './report.mjs';

/**
 * The frame of `npm test` and `npm run check`: runs, prints the results, exits with what they came to.
 *
 * @param {(signal: AbortSignal) => Promise<import('./report.mjs').Result[]>} work
 * @returns {Promise<never>}
 */
export async function runToEnd(work) {
  const { signal } = ending({ onRepeat: () => process.exit(130) });
  try {
    process.exit(closing(await work(signal)));
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    console.error(`\nStopped (${error.message}): there is no result.`);
    process.exit(130);
  }
}
