import { z } from 'zod';
import { rule } from './ids.js';

const DAY_MS = 86_400_000;
const MAX_DAYS = 366;
const Day = z.iso.date(rule('must be a date, YYYY-MM-DD'));
const days = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;

/** Whole days in UTC, the last one included. */
export const StartActivityReport = z
  .strictObject({ from: Day, to: Day, format: z.enum(['csv', 'html']) })
  .refine(({ from, to }) => !(days(from, to) < 1), { message: 'must not be before from', path: ['to'] })
  .refine(({ from, to }) => !(days(from, to) > MAX_DAYS), {
    message: `must be at most ${MAX_DAYS} days from from`,
    path: ['to'],
  })
  .meta({ id: 'StartActivityReport' });
export type StartActivityReport = z.infer<typeof StartActivityReport>;
