import { ClientError } from '@tertulia/client';
import { expect, it } from 'vitest';
import { isGone } from './is-gone';

it.each(['not_found', 'forbidden', 'validation_failed'] as const)('%s: there is no such thing', (code) => {
  expect(isGone(new ClientError(code, ''))).toBe(true);
});

it('anything else may pass', () => {
  const others = [
    new ClientError('offline', ''),
    new ClientError('rate_limited', ''),
    new TypeError(),
    null,
    undefined,
  ];
  expect(others.filter(isGone)).toEqual([]);
});
