import { expect, it } from 'vitest';
import { isSilent, withLevel, withMute } from './silence';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const LATER = '2030-01-02T00:00:00.000Z';
const BEFORE = '2029-12-31T00:00:00.000Z';

it('is silent who hears of nothing, or is muted until later', () => {
  expect(isSilent({ level: 'nothing', mutedUntil: null }, NOW)).toBe(true);
  expect(isSilent({ level: 'all', mutedUntil: LATER }, NOW)).toBe(true);
  expect(isSilent({ level: 'mentions', mutedUntil: BEFORE }, NOW)).toBe(false);
});

it('another level leaves a mute that lasts, and drops one that is over', () => {
  expect(withLevel({ level: 'all', mutedUntil: LATER }, 'mentions', NOW)).toEqual({
    level: 'mentions',
    mutedUntil: LATER,
  });
  expect(withLevel({ level: 'all', mutedUntil: BEFORE }, 'mentions', NOW).mutedUntil).toBe(null);
});

it('the level is there again after a mute', () => {
  const muted = withMute({ level: 'mentions', mutedUntil: null }, true);
  expect(isSilent(muted, NOW)).toBe(true);
  expect(withMute(muted, false)).toEqual({ level: 'mentions', mutedUntil: null });
  expect(isSilent(withMute({ level: 'nothing', mutedUntil: null }, false), NOW)).toBe(false);
});
