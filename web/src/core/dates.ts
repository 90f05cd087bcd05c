import i18next from 'i18next';
import { regionOf } from './region';

const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${i18next.language} ${name}`;
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(regionOf(i18next.language), options)));
  return found;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `10:04` */
export const timeText = (at: string): string => format('time', { timeStyle: 'short' }).format(new Date(at));

/** The same where there is little room: without a.m. and p.m. */
export const clockText = (at: string): string =>
  format('time', { timeStyle: 'short' })
    .formatToParts(new Date(at))
    .flatMap(({ type, value }) => (type === 'dayPeriod' ? [] : value))
    .join('')
    .trim();

/** `4 Oct 2026, 10:04` */
export const mediumMomentText = (at: string): string =>
  format('medium', { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));

/** `4 October 2026` */
export const dateText = (at: string): string => format('date', { dateStyle: 'long' }).format(new Date(at));

/** `Sun 10:04`, of the days to come. */
export const weekdayText = (at: Date): string =>
  format('weekday', { weekday: 'short', hour: 'numeric', minute: '2-digit' }).format(at);

/** The day and the time, in full. */
export const momentText = (at: string): string =>
  format('moment', { dateStyle: 'full', timeStyle: 'short' }).format(new Date(at));

/** `Today`, `Yesterday`, `Tomorrow`, `Monday 2 March`, with the year where it is another one. */
export function dayText(at: string, now: number): string {
  const date = new Date(at);
  const today = new Date(now);
  const days = daysBetween(today, date);
  if (Math.abs(days) <= 1) {
    const word = new Intl.RelativeTimeFormat(regionOf(i18next.language), { numeric: 'auto' }).format(days, 'day');
    return word.charAt(0).toLocaleUpperCase() + word.slice(1);
  }
  const year = date.getFullYear() === today.getFullYear() ? undefined : 'numeric';
  return format(`day ${year}`, { weekday: 'long', day: 'numeric', month: 'long', year }).format(date);
}

/** `10:04` of today, else the day too. */
export function shortMomentText(at: string): string {
  const date = new Date(at);
  if (startOf(date) === startOf(new Date())) return timeText(at);
  return mediumMomentText(at);
}

/** `Tomorrow, 10:04`, of what is to come: the day is always said. */
export function comingText(at: string, now = Date.now()): string {
  return isNear(at, now) ? `${dayText(at, now)}, ${timeText(at)}` : mediumMomentText(at);
}

/** `10:04` of today, `tomorrow, 10:04`, else the date too: of what is to come, within a sentence. */
export function dueText(at: string, now = Date.now()): string {
  if (startOf(new Date(at)) === startOf(new Date(now))) return timeText(at);
  const text = comingText(at, now);
  return isNear(at, now) ? text.charAt(0).toLocaleLowerCase() + text.slice(1) : text;
}

/** `5 min. ago`; of other days the date, with the year where it is another one. */
export function agoText(at: string, now: number): string {
  const time = Date.parse(at);
  const ago = Math.max(0, now - time);
  const relative = new Intl.RelativeTimeFormat(regionOf(i18next.language), { numeric: 'auto', style: 'short' });
  if (ago < MINUTE_MS) return relative.format(0, 'second');
  if (ago < HOUR_MS) return relative.format(-Math.floor(ago / MINUTE_MS), 'minute');
  if (ago < DAY_MS) return relative.format(-Math.floor(ago / HOUR_MS), 'hour');
  const year = new Date(time).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric';
  return format(`ago ${year}`, { day: 'numeric', month: 'short', year }).format(time);
}

/** `87 %` */
export const shareText = (share: number): string =>
  new Intl.NumberFormat(regionOf(i18next.language), { style: 'percent' }).format(share);

export const countText = (count: number): string => new Intl.NumberFormat(regionOf(i18next.language)).format(count);

const isNear = (at: string, now: number): boolean => Math.abs(daysBetween(new Date(now), new Date(at))) <= 1;

const daysBetween = (one: Date, other: Date): number => Math.round((startOf(other) - startOf(one)) / DAY_MS);

const startOf = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
