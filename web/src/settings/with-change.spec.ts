import { expect, it } from 'vitest';
import type { Preferences } from '../../../src/contract/notifications.js';
import { withChange } from './with-change';

const before = {
  kinds: {
    mention: { inApp: true, push: true, email: 'immediate' },
    reminder: { inApp: true, push: false, email: 'never' },
  },
  keywords: ['deploy'],
  doNotDisturbUntil: '2030-01-01T00:00:00.000Z',
} as unknown as Preferences;

it('changes what is named, of each kind too, and nothing else', () => {
  expect(withChange(before, { kinds: { mention: { push: false } }, doNotDisturbUntil: null })).toEqual({
    ...before,
    doNotDisturbUntil: null,
    kinds: { ...before.kinds, mention: { inApp: true, push: false, email: 'immediate' } },
  });
  expect(withChange(before, { keywords: [] }).keywords).toEqual([]);
  expect(before.kinds.mention.push).toBe(true);
});
