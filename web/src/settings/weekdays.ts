const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** Monday is 1. */
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** A weekday's name, beginning with a capital letter as it stands by itself. */
export function weekdayName(weekday: number, language: string): string {
  const format = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
  const name = format.format(MONDAY + (weekday - 1) * DAY_MS);
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

/** All weekdays as the options of a list. */
export const weekdayOptions = (language: string): { value: string; label: string }[] =>
  WEEKDAYS.map((weekday) => ({ value: String(weekday), label: weekdayName(weekday, language) }));
