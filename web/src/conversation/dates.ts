import i18next from 'i18next';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${i18next.language} ${name}`;
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(i18next.language, options)));
  return found;
}

const DAY_MS = 86_400_000;

/** `10:04` */
export const timeText = (at: string): string => format('time', { timeStyle: 'short' }).format(new Date(at));

/** The day and the time, in full. */
export const momentText = (at: string): string =>
  format('moment', { dateStyle: 'full', timeStyle: 'short' }).format(new Date(at));

/** `Today`, `Yesterday`, `Monday 2 March`, with the year where it is another one. */
export function dayText(at: string): string {
  const date = new Date(at);
  const now = new Date();
  const days = Math.round((startOf(date) - startOf(now)) / DAY_MS);
  if (days === 0 || days === -1) {
    const word = new Intl.RelativeTimeFormat(i18next.language, { numeric: 'auto' }).format(days, 'day');
    return word.charAt(0).toLocaleUpperCase() + word.slice(1);
  }
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return format(`day ${year}`, { weekday: 'long', day: 'numeric', month: 'long', year }).format(date);
}

/** `10:04` of today, else the day too. */
export function shortMomentText(at: string): string {
  const date = new Date(at);
  if (startOf(date) === startOf(new Date())) return timeText(at);
  return format('short', { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

const SPANS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** `3 hours ago` */
export function agoText(at: string): string {
  const passed = new Date(at).getTime() - Date.now();
  const relative = new Intl.RelativeTimeFormat(i18next.language, { numeric: 'auto' });
  for (const [unit, span] of SPANS) {
    if (Math.abs(passed) >= span) return relative.format(Math.round(passed / span), unit);
  }
  return relative.format(0, 'second');
}

export const countText = (count: number): string => new Intl.NumberFormat(i18next.language).format(count);

const startOf = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
