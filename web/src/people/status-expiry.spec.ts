import { expect, it } from 'vitest';
import { endOf } from './status-expiry';

/** A Thursday. */
const now = new Date(2026, 10, 26, 15, 20);
const local = (text: string | null): string | null => text && new Date(text).toString().slice(0, 21);

it.each([
  ['never', null],
  ['keep', null],
  ['half', 'Thu Nov 26 2026 15:50'],
  ['hour', 'Thu Nov 26 2026 16:20'],
  ['today', 'Fri Nov 27 2026 00:00'],
  ['week', 'Mon Nov 30 2026 00:00'],
] as const)('%s ends at %s', (expiry, expected) => {
  expect(local(endOf(expiry, now))).toBe(expected);
});

it('on a Sunday the week ends with the day', () => {
  expect(local(endOf('week', new Date(2026, 10, 29, 10)))).toBe('Mon Nov 30 2026 00:00');
});
