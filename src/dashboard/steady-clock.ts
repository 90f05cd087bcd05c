/** The machine's clock is corrected by less than this all the time. */
const AHEAD_MS = 1000;

let offset = performance.timeOrigin;

/**
 * Milliseconds since 1970, which do not go back for small corrections: samples are told apart by their times. It is never
 * behind the machine's clock, and ahead of it by a second at most: a clock that is set back further is followed, and
 * whoever compares such times has to begin anew.
 */
export function steadyNow(): number {
  const elapsed = performance.now();
  const machine = Date.now() - elapsed;
  if (machine > offset || machine < offset - AHEAD_MS) offset = machine;
  return offset + elapsed;
}
