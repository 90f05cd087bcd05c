import fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { QuietWindow } from '../contract/preferences.js';
import { quietUntil } from './quiet-hours.js';

const DAY_MS = 86_400_000;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

const daily = (from: string, to: string): QuietWindow[] => EVERY_DAY.map((weekday) => ({ weekday, from, to }));
const answer = (hours: QuietWindow[], timeZone: string, at: string) =>
  quietUntil(hours, timeZone, new Date(at))?.toISOString().replace('.000Z', 'Z') ?? null;

describe('quiet hours', () => {
  const nights = daily('22:00', '07:00');

  it('are none where there is no window', () => {
    expect(answer([], 'Europe/Madrid', '2026-06-01T00:00:00Z')).toBeNull();
  });

  it('reach into the next day where a window ends before it begins', () => {
    expect(answer(nights, 'Europe/Madrid', '2026-06-01T19:59:59Z')).toBeNull();
    expect(answer(nights, 'Europe/Madrid', '2026-06-01T20:00:00Z')).toBe('2026-06-02T05:00:00Z');
    expect(answer(nights, 'Europe/Madrid', '2026-06-02T04:59:59Z')).toBe('2026-06-02T05:00:00Z');
    expect(answer(nights, 'Europe/Madrid', '2026-06-02T05:00:00Z')).toBeNull();
  });

  it('belong to the weekday on which a window begins', () => {
    const friday = [{ weekday: 5, from: '22:00', to: '07:00' }];
    // 2026-06-05 is a Friday.
    expect(answer(friday, 'UTC', '2026-06-05T06:00:00Z')).toBeNull();
    expect(answer(friday, 'UTC', '2026-06-05T23:00:00Z')).toBe('2026-06-06T07:00:00Z');
    expect(answer(friday, 'UTC', '2026-06-06T06:00:00Z')).toBe('2026-06-06T07:00:00Z');
    expect(answer(friday, 'UTC', '2026-06-06T23:00:00Z')).toBeNull();
  });

  it('reach from Sunday into Monday', () => {
    expect(answer([{ weekday: 7, from: '20:00', to: '08:00' }], 'UTC', '2026-06-08T03:00:00Z')).toBe(
      '2026-06-08T08:00:00Z',
    );
  });

  it('last a whole day where a window begins and ends at one time', () => {
    const sunday = [{ weekday: 7, from: '00:00', to: '00:00' }];
    expect(answer(sunday, 'UTC', '2026-06-07T12:00:00Z')).toBe('2026-06-08T00:00:00Z');
    expect(answer(sunday, 'UTC', '2026-06-08T00:00:00Z')).toBeNull();
  });

  it('join windows that touch or overlap, in whatever order they are given', () => {
    const weekend = [
      { weekday: 7, from: '12:00', to: '18:00' },
      { weekday: 5, from: '18:00', to: '12:00' },
      { weekday: 6, from: '11:00', to: '23:00' },
      { weekday: 6, from: '23:00', to: '12:00' },
    ];
    expect(answer(weekend, 'UTC', '2026-06-05T18:00:00Z')).toBe('2026-06-07T18:00:00Z');
  });

  it('do not join windows that leave a minute between them', () => {
    const hours = [
      { weekday: 1, from: '10:00', to: '11:00' },
      { weekday: 1, from: '11:01', to: '12:00' },
    ];
    expect(answer(hours, 'UTC', '2026-06-01T10:30:00Z')).toBe('2026-06-01T11:00:00Z');
    expect(answer(hours, 'UTC', '2026-06-01T11:00:30Z')).toBeNull();
  });

  it('defer by eight days at most, where the windows cover the whole week', () => {
    expect(answer(daily('00:00', '00:00'), 'Europe/Madrid', '2026-06-01T10:20:30Z')).toBe('2026-06-09T10:20:30Z');
  });

  it('are the user’s own time, whatever the server’s is', () => {
    expect(answer(nights, 'Asia/Kathmandu', '2026-06-01T16:14:59Z')).toBeNull();
    expect(answer(nights, 'Asia/Kathmandu', '2026-06-01T16:15:00Z')).toBe('2026-06-02T01:15:00Z');
  });

  it('of a time zone that is none are refused, and so is an instant that is none', () => {
    expect(() => quietUntil(nights, 'Europe/Atlantis', new Date())).toThrow(RangeError);
    expect(() => quietUntil(nights, 'UTC', new Date(NaN))).toThrow(RangeError);
  });
});

/** Madrid: 2026-03-29 02:00 → 03:00 at 01:00Z; 2026-10-25 03:00 → 02:00 at 01:00Z. */
describe('a change of the clocks', () => {
  it.each([
    ['over which a window lasts shortens the night', '22:00', '07:00', '2026-03-28T22:00:00Z', '2026-03-29T05:00:00Z'],
    ['over which a window lasts lengthens it', '22:00', '07:00', '2026-10-24T22:00:00Z', '2026-10-25T06:00:00Z'],
    ['that skips the end ends it at the jump', '22:00', '02:30', '2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z'],
    ['that skips the end ends it then, not later', '22:00', '02:30', '2026-03-29T01:00:00Z', null],
    [
      'that skips the beginning begins it at the jump',
      '02:30',
      '05:00',
      '2026-03-29T01:00:00Z',
      '2026-03-29T03:00:00Z',
    ],
    ['that skips the beginning begins it no earlier', '02:30', '05:00', '2026-03-29T00:59:59Z', null],
    ['that skips it as a whole leaves nothing of it', '02:10', '02:50', '2026-03-29T01:00:00Z', null],
    [
      'that repeats the beginning begins it the first time',
      '02:30',
      '05:00',
      '2026-10-25T00:30:00Z',
      '2026-10-25T04:00:00Z',
    ],
    ['that repeats the beginning begins it no earlier', '02:30', '05:00', '2026-10-25T00:29:59Z', null],
    ['that repeats the end ends it the second time', '22:00', '02:30', '2026-10-25T00:45:00Z', '2026-10-25T01:30:00Z'],
    ['that repeats the end ends it then, not later', '22:00', '02:30', '2026-10-25T01:30:00Z', null],
    ['that repeats it as a whole makes one of both', '02:10', '02:50', '2026-10-25T00:55:00Z', '2026-10-25T01:50:00Z'],
  ])('%s (%s to %s)', (_, from, to, at, end) => {
    expect(answer(daily(from, to), 'Europe/Madrid', at)).toBe(end);
  });

  it('joins windows that touch in a repeated hour', () => {
    const hours = [...daily('22:00', '02:30'), ...daily('02:30', '05:00')];
    expect(answer(hours, 'Europe/Madrid', '2026-10-24T23:00:00Z')).toBe('2026-10-25T04:00:00Z');
  });

  it('is known of New York: 2026-03-08 at 07:00Z, 2026-11-01 at 06:00Z', () => {
    const nights = daily('23:00', '02:30');
    expect(answer(nights, 'America/New_York', '2026-03-08T05:00:00Z')).toBe('2026-03-08T07:00:00Z');
    expect(answer(nights, 'America/New_York', '2026-11-01T05:00:00Z')).toBe('2026-11-01T07:30:00Z');
    expect(answer(daily('23:00', '01:30'), 'America/New_York', '2026-11-01T05:00:00Z')).toBe('2026-11-01T06:30:00Z');
  });

  it('is known of Lord Howe, by half an hour: 2026-10-03 at 15:30Z, 2026-04-04 at 15:00Z', () => {
    const nights = daily('23:00', '02:15');
    expect(answer(nights, 'Australia/Lord_Howe', '2026-10-03T14:00:00Z')).toBe('2026-10-03T15:30:00Z');
    expect(answer(daily('23:00', '02:45'), 'Australia/Lord_Howe', '2026-10-03T14:00:00Z')).toBe('2026-10-03T15:45:00Z');
    // 01:45 comes twice, at 14:45Z and at 15:15Z.
    expect(answer(daily('23:00', '01:45'), 'Australia/Lord_Howe', '2026-04-04T14:50:00Z')).toBe('2026-04-04T15:15:00Z');
  });

  it('at midnight, as São Paulo had it, takes the beginning of a day away', () => {
    // 2017-10-15 began at 01:00, which was 03:00Z; 2018-02-18 00:00 was put back to 23:00 at 02:00Z.
    expect(answer(daily('20:00', '00:00'), 'America/Sao_Paulo', '2017-10-15T00:00:00Z')).toBe('2017-10-15T03:00:00Z');
    expect(answer(daily('00:00', '06:00'), 'America/Sao_Paulo', '2017-10-15T03:00:00Z')).toBe('2017-10-15T08:00:00Z');
    expect(answer(daily('00:00', '06:00'), 'America/Sao_Paulo', '2017-10-15T02:59:59Z')).toBeNull();
    expect(answer(daily('20:00', '23:30'), 'America/Sao_Paulo', '2018-02-18T01:45:00Z')).toBe('2018-02-18T02:30:00Z');
  });

  it('that goes back over midnight, as St John’s had it, leaves a window on its day', () => {
    // 2010-11-07 00:01 was put back to 2010-11-06 23:01 at 02:31Z.
    const sunday = [{ weekday: 7, from: '00:00', to: '06:00' }];
    expect(answer(sunday, 'America/St_Johns', '2010-11-07T02:29:59Z')).toBeNull();
    expect(answer(sunday, 'America/St_Johns', '2010-11-07T02:31:00Z')).toBe('2010-11-07T09:30:00Z');
  });

  it('that takes a whole day away, as Samoa had it, takes its windows away', () => {
    // There was no 2011-12-30, a Friday; the 31st began at 10:00Z.
    const hours = [{ weekday: 5, from: '10:00', to: '12:00' }];
    expect(answer(hours, 'Pacific/Apia', '2011-12-30T10:00:00Z')).toBeNull();
    const thursday = [{ weekday: 4, from: '22:00', to: '06:00' }];
    expect(answer(thursday, 'Pacific/Apia', '2011-12-30T09:30:00Z')).toBe('2011-12-30T10:00:00Z');
    expect(answer(daily('22:00', '06:00'), 'Pacific/Apia', '2011-12-30T09:30:00Z')).toBe('2011-12-30T16:00:00Z');
  });
});

const ZONES = ['Europe/Madrid', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/Sao_Paulo'];
const zone = fc.constantFrom(...ZONES);
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 1, 15, 30, 45, 59))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const window = fc.record({ weekday: fc.integer({ min: 1, max: 7 }), from: time, to: time });
/** Around the changes of the clocks as often as not. */
const changes = [
  '2026-03-29T01:00Z',
  '2026-10-25T01:00Z',
  '2026-03-08T07:00Z',
  '2026-11-01T06:00Z',
  '2017-10-15T03:00Z',
];
const instant = fc.oneof(
  fc.date({ min: new Date('2010-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
  fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -2 * DAY_MS, max: 2 * DAY_MS }))
    .map(([change, by]) => new Date(Date.parse(change) + by)),
);

/** Minutes of the week on the wall, from luxon. */
const wallMinutes = (at: Date, timeZone: string) => {
  const { weekday, hour, minute } = DateTime.fromJSDate(at, { zone: timeZone });
  return ((weekday - 1) * 24 + hour) * 60 + minute;
};
const WEEK_MINUTES = 7 * 1440;
const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** What the clock on the wall says, without a thought of its changes. */
function quietByWall(hours: QuietWindow[], timeZone: string, at: Date): boolean {
  const now = wallMinutes(at, timeZone);
  return hours.some(({ weekday, from, to }) => {
    const length = minutes(to) > minutes(from) ? minutes(to) - minutes(from) : minutes(to) - minutes(from) + 1440;
    const since = now - (weekday - 1) * 1440 - minutes(from);
    return ((since % WEEK_MINUTES) + WEEK_MINUTES) % WEEK_MINUTES < length;
  });
}

/** Whether the clocks change within two days of it. */
function nearChange(at: Date, timeZone: string): boolean {
  const offsets = [-2, -1, 0, 1, 2].map(
    (days) => DateTime.fromMillis(at.getTime() + days * DAY_MS, { zone: timeZone }).offset,
  );
  return new Set(offsets).size > 1;
}

describe('of whatever windows', () => {
  it('the quiet ends after the instant, is quiet until then, and is over then', () => {
    fc.assert(
      fc.property(fc.array(window, { maxLength: 8 }), zone, instant, (hours, timeZone, at) => {
        const end = quietUntil(hours, timeZone, at);
        if (!end) return;
        expect(end.getTime()).toBeGreaterThan(at.getTime());
        expect(quietUntil(hours, timeZone, new Date(end.getTime() - 1))).not.toBeNull();
        const capped = end.getTime() - at.getTime() === 8 * DAY_MS;
        expect(capped || quietUntil(hours, timeZone, end) === null).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('the whole of a quiet time has one end', () => {
    fc.assert(
      fc.property(
        fc.array(window, { minLength: 1, maxLength: 8 }),
        zone,
        instant,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (hours, timeZone, at, part) => {
          const end = quietUntil(hours, timeZone, at);
          if (!end || end.getTime() - at.getTime() >= 8 * DAY_MS) return;
          const later = new Date(at.getTime() + Math.floor(part * (end.getTime() - at.getTime())));
          expect(quietUntil(hours, timeZone, later)).toEqual(end);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('quiet is what the clock on the wall says; beside a change of the clocks perhaps more, never less', () => {
    fc.assert(
      fc.property(fc.array(window, { maxLength: 6 }), zone, instant, (hours, timeZone, at) => {
        const quiet = quietUntil(hours, timeZone, at) !== null;
        const byWall = quietByWall(hours, timeZone, at);
        expect([byWall, byWall || nearChange(at, timeZone)]).toContain(quiet);
      }),
      { numRuns: 600 },
    );
  });
});

describe('a window', () => {
  it.each([
    [{ weekday: 0, from: '22:00', to: '07:00' }, 'weekday', /from 1 \(Monday\) to 7/],
    [{ weekday: 8, from: '22:00', to: '07:00' }, 'weekday', /from 1 \(Monday\) to 7/],
    [{ weekday: 1.5, from: '22:00', to: '07:00' }, 'weekday', /from 1 \(Monday\) to 7/],
    [{ weekday: 1, from: '24:00', to: '07:00' }, 'from', /from 00:00 to 23:59/],
    [{ weekday: 1, from: '7:00', to: '08:00' }, 'from', /from 00:00 to 23:59/],
    [{ weekday: 1, from: '07:00', to: 8 }, 'to', /from 00:00 to 23:59/],
    [{ weekday: 1, from: '07:00' }, 'to', /is required/],
  ])('%j is refused by its field', (input, field, message) => {
    const issues = QuietWindow.safeParse(input).error?.issues ?? [];
    expect(issues).toHaveLength(1);
    expect(issues[0]?.path).toEqual([field]);
    expect(issues[0]?.message).toMatch(message);
  });
});
