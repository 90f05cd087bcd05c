import { type ClientError, isFinal, toClientError } from './client-error.js';

const FIRST_MS = 300;
const MOST_MS = 10_000;

/** How long to wait after so many failures in a row: twice as long each time, and not all clients at once. */
export const backOff = (failures: number, first = FIRST_MS, most = MOST_MS): number =>
  Math.min(most, first * 2 ** failures) * (0.5 + Math.random() / 2);

/** Tries until it comes about or is not wanted any more. Resolves with why where it never will, null otherwise. */
export async function insist(act: () => Promise<void>, isWanted: () => boolean): Promise<ClientError | null> {
  for (let failures = 0; isWanted(); failures++) {
    try {
      await act();
      return null;
    } catch (thrown) {
      const error = toClientError(thrown);
      if (isFinal(error)) return error;
    }
    await new Promise((resolve) => setTimeout(resolve, backOff(failures)));
  }
  return null;
}
