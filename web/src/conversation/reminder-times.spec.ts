import { expect, it } from 'vitest';
import { REMINDERS } from './reminder-times';

const at = (name: keyof typeof REMINDERS, now: string) => {
  const date = REMINDERS[name](new Date(now));
  return [date.getFullYear(), date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes()];
};

it('tomorrow is in the morning, also over the end of a month', () => {
  expect(at('tomorrow', '2026-01-31T22:10:00')).toEqual([2026, 2, 1, 9, 0]);
  expect(at('in20Minutes', '2026-01-31T23:50:00')).toEqual([2026, 2, 1, 0, 10]);
});

it('next Monday is never today', () => {
  expect(at('nextMonday', '2026-03-02T08:00:00')).toEqual([2026, 3, 9, 9, 0]);
  expect(at('nextMonday', '2026-03-08T08:00:00')).toEqual([2026, 3, 9, 9, 0]);
  expect(at('nextMonday', '2026-03-03T08:00:00')).toEqual([2026, 3, 9, 9, 0]);
});
