import { z } from 'zod';
import { rule } from './ids.js';

/** A time of day on the user's clock, from `00:00` to `23:59`. */
export const LocalTime = z
  .string(rule('must be a time from 00:00 to 23:59'))
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time from 00:00 to 23:59')
  .meta({ id: 'LocalTime' });
export type LocalTime = z.infer<typeof LocalTime>;

/** ISO 8601: Monday is 1, Sunday 7. */
const WEEKDAY_RULE = 'must be a weekday from 1 (Monday) to 7 (Sunday)';
const Weekday = z.int(rule(WEEKDAY_RULE)).min(1, WEEKDAY_RULE).max(7, WEEKDAY_RULE);

const TIME_ZONE_RULE = 'must be an IANA time zone, such as Europe/Madrid';

/** An offset such as `+02:00` is none: it does not know of summer time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const TimeZone = z
  .string(rule(TIME_ZONE_RULE))
  .max(64, 'must be at most 64 characters')
  .refine(isTimeZone, { message: TIME_ZONE_RULE })
  .meta({ id: 'TimeZone' });
export type TimeZone = z.infer<typeof TimeZone>;

/** Begins on `weekday` at `from`; a `to` that is not later than `from` is one of the next day. */
export const QuietWindow = z
  .strictObject({ weekday: Weekday, from: LocalTime, to: LocalTime })
  .meta({ id: 'QuietWindow' });
export type QuietWindow = z.infer<typeof QuietWindow>;

const MAX_WINDOWS = 28;

/** Windows may touch or overlap: then they are one. */
export const QuietHours = z
  .array(QuietWindow)
  .max(MAX_WINDOWS, `must hold at most ${MAX_WINDOWS} windows`)
  .meta({ id: 'QuietHours' });
export type QuietHours = z.infer<typeof QuietHours>;

/** Of an hourly digest's `at` only the minutes count. */
export const DigestSchedule = z
  .strictObject({
    every: z.enum(['hour', 'day', 'week'], rule('must be hour, day or week')),
    at: LocalTime,
    weekday: Weekday.optional(),
  })
  .refine(({ every, weekday }) => every !== 'week' || weekday !== undefined, {
    path: ['weekday'],
    message: 'is required where every is week',
  })
  .refine(({ every, weekday }) => every === 'week' || weekday === undefined, {
    path: ['weekday'],
    message: 'is for a weekly digest alone',
  })
  .meta({ id: 'DigestSchedule' });
export type DigestSchedule = z.infer<typeof DigestSchedule>;
