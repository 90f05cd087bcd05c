const MAX_DELAY_MS = 3_600_000;
const GIVE_UP_AFTER_MS = 24 * 3_600_000;
/** More than a day of attempts at the default pace: 8 in the first hour, then at least one an hour. */
const MAX_ATTEMPTS = 60;

/**
 * Milliseconds until the attempt after the `attempts`th: doubling from `baseMs`, at most an hour, and of that a random
 * half, so that what failed together does not come back together.
 */
export function retryDelay(attempts: number, baseMs: number, random: () => number = Math.random): number {
  const whole = Math.min(baseMs * 2 ** Math.max(0, attempts - 1), MAX_DELAY_MS);
  return Math.round(whole / 2 + (whole / 2) * random());
}

/** Whether there is no point in an attempt `delayMs` from now. */
export const givesUp = (mail: { attempts: number; createdAt: Date }, delayMs: number, now = Date.now()): boolean =>
  mail.attempts >= MAX_ATTEMPTS || now + delayMs - mail.createdAt.getTime() > GIVE_UP_AFTER_MS;
