import { expect, it } from 'vitest';
import { titled } from './titled';

it.each([
  ['Tertulia', 0, 'Tertulia'],
  ['Tertulia', 3, '(3) Tertulia'],
  ['(3) Tertulia', 4, '(4) Tertulia'],
  ['(99+) Tertulia', 0, 'Tertulia'],
  ['#office', 150, '(99+) #office'],
  ['(a) channel', 1, '(1) (a) channel'],
])('%j with %i unread is %j', (title, unread, shown) => {
  expect(titled(title, unread)).toBe(shown);
});
