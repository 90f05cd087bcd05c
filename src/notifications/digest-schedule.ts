import type { DigestSchedule } from '../contract/preferences.js';
import { HOUR_MS, minutesOf, WallClock, weekdayOf } from './wall-clock.js';

const MINUTE_MS = 60_000;
const MONDAY = 1;

/**
 * When the next digest after `after` is due, strictly after it.
 *
 * Hourly: whenever the clock shows the minutes of `at`, twice in a repeated hour. Daily and weekly: the first time that
 * the clock shows `at` on such a day; where that is skipped, when the clock jumps over it.
 */
export function nextDigestAt(schedule: DigestSchedule, timeZone: string, after: Date): Date {
  const clock = new WallClock(timeZone);
  const minutes = minutesOf(schedule.at);
  const instant = after.getTime();
  if (schedule.every === 'hour') return new Date(nextHourly(clock, minutes % 60, instant));
  const weekday = schedule.every === 'week' ? (schedule.weekday ?? MONDAY) : null;
  for (let day = clock.dayAt(instant) - 1; ; day++) {
    if (weekday !== null && weekdayOf(day) !== weekday) continue;
    const { first } = clock.showing(day, minutes);
    if (first > instant) return new Date(first);
  }
}

/** No jump of a clock keeps the minutes of an hour from being shown for three hours. */
const HOURS_AHEAD = [0, 1, 2, 3];

function nextHourly(clock: WallClock, minute: number, instant: number): number {
  const offsets = new Set(HOURS_AHEAD.map((hours) => clock.offsetAt(instant + hours * HOUR_MS)));
  const candidates = [...offsets].flatMap((offset) => {
    const sinceShown = instant + offset - minute * MINUTE_MS;
    const next = instant - (((sinceShown % HOUR_MS) + HOUR_MS) % HOUR_MS) + HOUR_MS;
    return HOURS_AHEAD.map((hours) => next + hours * HOUR_MS).filter((time) => clock.offsetAt(time) === offset);
  });
  return Math.min(...candidates);
}
