import type { QuietWindow } from '../contract/preferences.js';
import { DAY_MS, minutesOf, WallClock, weekdayOf } from './wall-clock.js';

/** What is deferred is deferred by this at most, also where the windows leave no minute of the week. */
const LONGEST_MS = 8 * DAY_MS;
const DAY_MINUTES = 1440;

/**
 * When the quiet time ends in which `at` lies; null where it lies in none. Windows that touch or overlap are one. Where
 * the quiet would last more than eight days the answer is eight days after `at`, quiet or not.
 *
 * A window lasts from the first time that the clock shows `from` to the last time that it shows `to`: nobody is woken
 * in a repeated hour. A time that is skipped comes when the clock jumps over it, so a window that is skipped as a whole
 * does not take place.
 */
export function quietUntil(hours: QuietWindow[], timeZone: string, at: Date): Date | null {
  if (hours.length === 0) return null;
  const clock = new WallClock(timeZone);
  const asked = at.getTime();
  const latest = asked + LONGEST_MS;
  let end = asked;
  for (;;) {
    const next = Math.max(end, ...hours.flatMap((window) => endsOf(window, clock, end)));
    if (next === end) return end === asked ? null : new Date(end);
    if (next >= latest) return new Date(latest);
    end = next;
  }
}

/** The ends of those occurrences of the window in which `instant` lies. */
function endsOf({ weekday, from, to }: QuietWindow, clock: WallClock, instant: number): number[] {
  const [begin, finish] = [minutesOf(from), minutesOf(to)];
  const length = finish > begin ? 0 : DAY_MINUTES;
  const today = clock.dayAt(instant);
  // It may have begun yesterday; and a clock that is put back over midnight shows a day that has begun before.
  return [today - 1, today, today + 1].flatMap((day) => {
    if (weekdayOf(day) !== weekday) return [];
    const end = clock.showing(day, finish + length).last;
    return clock.showing(day, begin).first <= instant && instant < end ? [end] : [];
  });
}
