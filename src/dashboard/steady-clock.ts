let offset = performance.timeOrigin;

/**
 * Milliseconds since 1970, which never go back: samples are told apart by their times. A machine that slept is brought
 * forward; a clock that is set back is not followed.
 */
export function steadyNow(): number {
  const elapsed = performance.now();
  offset = Math.max(offset, Date.now() - elapsed);
  return offset + elapsed;
}
