import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { DigestSchedule, TimeZone } from '../contract/preferences.js';
import { nextDigestAt } from './digest-schedule.js';

const HOUR_MS = 3_600_000;
const iso = (date: Date) => date.toISOString().replace('.000Z', 'Z');

/** The next `count` digests. */
function series(schedule: DigestSchedule, timeZone: string, after: string, count: number): string[] {
  const times: string[] = [];
  let last = new Date(after);
  for (let i = 0; i < count; i++) times.push(iso((last = nextDigestAt(schedule, timeZone, last))));
  return times;
}

const dailyAt = (at: string): DigestSchedule => ({ every: 'day', at });
const hourlyAt = (at: string): DigestSchedule => ({ every: 'hour', at });

describe('a daily digest', () => {
  it('is due at its time on the user’s clock, strictly after the last', () => {
    expect(series(dailyAt('09:00'), 'Asia/Kathmandu', '2026-06-01T03:14:59.999Z', 3)).toEqual([
      '2026-06-01T03:15:00Z',
      '2026-06-02T03:15:00Z',
      '2026-06-03T03:15:00Z',
    ]);
  });

  it('keeps its local time over changes of the clocks', () => {
    expect(series(dailyAt('09:00'), 'Europe/Madrid', '2026-03-28T00:00:00Z', 2)).toEqual([
      '2026-03-28T08:00:00Z',
      '2026-03-29T07:00:00Z',
    ]);
    expect(series(dailyAt('09:00'), 'America/New_York', '2026-10-31T00:00:00Z', 2)).toEqual([
      '2026-10-31T13:00:00Z',
      '2026-11-01T14:00:00Z',
    ]);
  });

  it('comes when the clock jumps over its time, once', () => {
    expect(series(dailyAt('02:30'), 'Europe/Madrid', '2026-03-28T01:30:00Z', 2)).toEqual([
      '2026-03-29T01:00:00Z',
      '2026-03-30T00:30:00Z',
    ]);
    expect(series(dailyAt('02:15'), 'Australia/Lord_Howe', '2026-10-03T00:00:00Z', 2)).toEqual([
      '2026-10-03T15:30:00Z',
      '2026-10-04T15:15:00Z',
    ]);
    expect(series(dailyAt('00:30'), 'America/Sao_Paulo', '2017-10-14T12:00:00Z', 2)).toEqual([
      '2017-10-15T03:00:00Z',
      '2017-10-16T02:30:00Z',
    ]);
  });

  it('comes the first of the two times that the clock shows its time', () => {
    expect(series(dailyAt('02:30'), 'Europe/Madrid', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00Z',
    ]);
    expect(series(dailyAt('01:45'), 'Australia/Lord_Howe', '2026-04-04T12:00:00Z', 2)).toEqual([
      '2026-04-04T14:45:00Z',
      '2026-04-05T15:15:00Z',
    ]);
  });
});

describe('a weekly digest', () => {
  it('is due on its weekday there', () => {
    // 2026-06-01 is a Monday; it begins in Kathmandu on Sunday at 18:15Z.
    expect(series({ every: 'week', at: '00:00', weekday: 1 }, 'Asia/Kathmandu', '2026-05-31T18:14:59Z', 2)).toEqual([
      '2026-05-31T18:15:00Z',
      '2026-06-07T18:15:00Z',
    ]);
  });

  it('comes when the clock jumps over its time', () => {
    expect(series({ every: 'week', at: '02:30', weekday: 7 }, 'America/New_York', '2026-03-02T00:00:00Z', 2)).toEqual([
      '2026-03-08T07:00:00Z',
      '2026-03-15T06:30:00Z',
    ]);
  });
});

describe('an hourly digest', () => {
  it('counts the minutes of its time alone', () => {
    expect(series(hourlyAt('17:10'), 'Europe/Madrid', '2026-06-01T10:10:00Z', 2)).toEqual([
      '2026-06-01T11:10:00Z',
      '2026-06-01T12:10:00Z',
    ]);
    expect(series(hourlyAt('00:00'), 'Asia/Kathmandu', '2026-06-01T10:00:00Z', 1)).toEqual(['2026-06-01T10:15:00Z']);
  });

  it('comes in both of the hours that are one on the clock, and not in one that is none', () => {
    expect(series(hourlyAt('00:30'), 'Europe/Madrid', '2026-10-25T00:00:00Z', 3)).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:30:00Z',
      '2026-10-25T02:30:00Z',
    ]);
    expect(series(hourlyAt('00:30'), 'Europe/Madrid', '2026-03-29T00:00:00Z', 2)).toEqual([
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:30:00Z',
    ]);
  });

  it('follows a change by half an hour', () => {
    // Spring: 02:15 is skipped. Autumn: 01:45 comes twice.
    expect(series(hourlyAt('00:15'), 'Australia/Lord_Howe', '2026-10-03T14:00:00Z', 3)).toEqual([
      '2026-10-03T14:45:00Z',
      '2026-10-03T16:15:00Z',
      '2026-10-03T17:15:00Z',
    ]);
    expect(series(hourlyAt('00:45'), 'Australia/Lord_Howe', '2026-04-04T14:00:00Z', 3)).toEqual([
      '2026-04-04T14:45:00Z',
      '2026-04-04T15:15:00Z',
      '2026-04-04T16:15:00Z',
    ]);
  });
});

const ZONES = ['Europe/Madrid', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Sao_Paulo'];
const zone = fc.constantFrom(...ZONES);
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const instant = fc.oneof(
  fc.date({ min: new Date('2010-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
  fc
    .tuple(
      fc.constantFrom('2026-03-28T12:00Z', '2026-10-24T12:00Z', '2026-10-03T06:00Z', '2017-10-14T12:00Z'),
      fc.integer({ min: 0, max: 24 * HOUR_MS }),
    )
    .map(([from, by]) => new Date(Date.parse(from) + by)),
);
const schedule = fc.oneof(
  fc.record({ every: fc.constantFrom('hour' as const, 'day' as const), at: time }),
  fc.record({ every: fc.constant('week' as const), at: time, weekday: fc.integer({ min: 1, max: 7 }) }),
);

/** Whether the clock stood before `at` a moment ago, and stands beyond it now. */
function jumpedOver(due: DateTime, at: string): boolean {
  const before = due.minus(1);
  const stood = before.hour * 60 + before.minute;
  const stands = due.hour * 60 + due.minute + (due.day === before.day ? 0 : 1440);
  const wantedTime = Number(at.slice(0, 2)) * 60 + Number(at.slice(3));
  return [wantedTime, wantedTime + 1440].some((wanted) => stood < wanted && wanted < stands);
}

function isRightOnTheWall({ every, at, weekday }: DigestSchedule, due: DateTime): boolean {
  if (every === 'hour') return due.toFormat('mm') === at.slice(3);
  if (every === 'week' && due.weekday !== weekday) return false;
  return due.toFormat('HH:mm') === at || jumpedOver(due, at);
}

describe('whatever its schedule, a digest', () => {
  it('is due strictly later than the one before, at the latest after its period', () => {
    fc.assert(
      fc.property(schedule, zone, instant, (when, timeZone, start) => {
        const longest = { hour: 2.5, day: 26, week: 7 * 24 + 2 }[when.every] * HOUR_MS;
        let last = start;
        for (let i = 0; i < 4; i++) {
          const next = nextDigestAt(when, timeZone, last);
          expect(next.getTime()).toBeGreaterThan(last.getTime());
          expect(next.getTime() - last.getTime()).toBeLessThanOrEqual(longest);
          last = next;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is due when the clock shows its time on its day, or jumps over it', () => {
    fc.assert(
      fc.property(schedule, zone, instant, (when, timeZone, start) => {
        const due = DateTime.fromJSDate(nextDigestAt(when, timeZone, start), { zone: timeZone });
        expect([due.second, due.millisecond]).toEqual([0, 0]);
        expect(isRightOnTheWall(when, due)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is due no later than anything in between', () => {
    fc.assert(
      fc.property(
        schedule,
        zone,
        instant,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (when, timeZone, start, part) => {
          const due = nextDigestAt(when, timeZone, start);
          const between = new Date(start.getTime() + Math.floor(part * (due.getTime() - start.getTime())));
          expect(nextDigestAt(when, timeZone, between)).toEqual(due);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a schedule', () => {
  it.each([
    [{ every: 'minute', at: '09:00' }, 'every', /must be hour, day or week/],
    [{ every: 'day', at: '9am' }, 'at', /from 00:00 to 23:59/],
    [{ every: 'day' }, 'at', /is required/],
    [{ every: 'week', at: '09:00' }, 'weekday', /is required where every is week/],
    [{ every: 'day', at: '09:00', weekday: 1 }, 'weekday', /for a weekly digest alone/],
    [{ every: 'week', at: '09:00', weekday: 8 }, 'weekday', /from 1 \(Monday\) to 7/],
  ])('%j is refused by its field', (input, field, message) => {
    const issues = DigestSchedule.safeParse(input).error?.issues ?? [];
    expect(issues).toHaveLength(1);
    expect(issues[0]?.path).toEqual([field]);
    expect(issues[0]?.message).toMatch(message);
  });
});

describe('a time zone', () => {
  it.each(['UTC', 'Europe/Madrid', 'America/Argentina/Buenos_Aires', 'Asia/Kathmandu'])('%s is known', (name) => {
    expect(TimeZone.parse(name)).toBe(name);
  });

  it.each(['', 'Europe/Atlantis', '+02:00', '-03', 'CEST!', 'Europe/Madrid\0', 5, null])(
    '%j is refused with an example',
    (name) => {
      expect(TimeZone.safeParse(name).error?.issues[0]?.message).toContain('Europe/Madrid');
    },
  );
});
