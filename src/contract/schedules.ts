import { z } from 'zod';
import { Id } from './ids.js';
import { JobKindName } from './jobs.js';
import { StorableText } from './text.js';

/** Minute, hour, day of the month, month, day of the week. */
const RANGES: [min: number, max: number][] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];
const PART = /^(\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/([1-9]\d?))?$/;

function isField(field: string, [min, max]: [number, number]): boolean {
  return field.split(',').every((part) => {
    const [, all, from, to] = PART.exec(part) ?? [];
    if (all === undefined) return false;
    if (all === '*') return true;
    const [first, last] = [Number(from), Number(to ?? from)];
    return first >= min && last <= max && first <= last;
  });
}

/** When a schedule comes up: five fields of numbers, `*`, lists, ranges and steps. */
export const CronPattern = z.string().refine(
  (pattern) => {
    const fields = pattern.split(' ');
    return fields.length === RANGES.length && RANGES.every((range, i) => isField(fields[i] ?? '', range));
  },
  { message: 'must be five fields: minute, hour, day of the month, month, day of the week, like `0 3 * * *`' },
);

export const ScheduleName = StorableText.max(100, 'must be at most 100 characters');

export const Schedule = z
  .object({
    name: z.string(),
    kind: JobKindName,
    pattern: z.string(),
    /** IANA name of the zone whose clock the pattern means. */
    timeZone: z.string(),
    enabled: z.boolean(),
    /** The job that it began last. */
    lastJobId: Id.nullable(),
  })
  .meta({ id: 'Schedule' });
export type Schedule = z.infer<typeof Schedule>;

export const ScheduleList = z.object({ items: z.array(Schedule) }).meta({ id: 'ScheduleList' });
export type ScheduleList = z.infer<typeof ScheduleList>;

export const UpdateSchedule = z
  .strictObject({ enabled: z.boolean().optional(), pattern: CronPattern.optional() })
  .meta({ id: 'UpdateSchedule' });
export type UpdateSchedule = z.infer<typeof UpdateSchedule>;
