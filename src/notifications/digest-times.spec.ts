import { describe, expect, it } from 'vitest';
import type { DigestSchedule } from '../contract/preferences.js';
import { nextDigestAt } from './digest-schedule.js';
import { DigestTimes } from './digest-times.js';

const MINUTE_MS = 60_000;
const ZONES = ['Europe/Madrid', 'America/New_York'];
const SCHEDULES: DigestSchedule[] = [
  { every: 'hour', at: '00:30' },
  { every: 'day', at: '02:30' },
  { every: 'day', at: '08:00' },
  { every: 'week', at: '08:00', weekday: 7 },
];

describe('the kept times of digests', () => {
  it('are those of the schedule at every moment, over the changes of the clocks', () => {
    const times = new DigestTimes();
    // New York's clocks change, then Madrid's twice; and then an earlier time is asked for.
    const moments = ['2026-03-07T00:00:00Z', '2026-03-28T00:00:00Z', '2026-10-24T00:00:00Z', '2026-03-28T12:00:00Z'];
    for (const moment of moments) {
      for (let minute = 0; minute < 2 * 1440; minute += 30) {
        const after = new Date(Date.parse(moment) + minute * MINUTE_MS);
        for (const zone of ZONES) {
          for (const schedule of SCHEDULES) {
            expect(times.next(schedule, zone, after)).toEqual(nextDigestAt(schedule, zone, after));
          }
        }
      }
    }
  });
});
