import { describe, expect, it } from 'vitest';
import { RateVariable } from './rate.js';

describe('a rate', () => {
  it.each([
    ['20/10s', { points: 20, seconds: 10 }],
    ['600/1m', { points: 600, seconds: 60 }],
    ['1000/2h', { points: 1000, seconds: 7200 }],
    ['1/1s', { points: 1, seconds: 1 }],
    ['9999999/99999s', { points: 9_999_999, seconds: 99_999 }],
    ['off', null],
  ])('%s is understood', (text, rate) => {
    expect(RateVariable.parse(text)).toEqual(rate);
  });

  it.each([
    '',
    '20',
    '20/',
    '/10s',
    '0/10s',
    '20/0s',
    '-1/10s',
    '20/10',
    '20/10d',
    '20 / 10s',
    '1.5/1s',
    'OFF',
    '020/1s',
    '20/10s ',
  ])('"%s" is refused with examples', (text) => {
    const { error } = RateVariable.safeParse(text);
    expect(error?.issues[0]?.message).toContain('20/10s');
  });
});
