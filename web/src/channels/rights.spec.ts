import type { MyChannel } from '@tertulia/client';
import { expect, it } from 'vitest';
import { rightsOf } from './rights';

const channel = (fields: Partial<MyChannel>): MyChannel =>
  ({
    kind: 'public',
    role: 'member',
    posting: 'everyone',
    archivedAt: null,
    silencedUntil: null,
    ...fields,
  }) as MyChannel;

const place = (info: MyChannel | null) => ({ info, isMember: true, isThread: false, now: Date.now() });

const granted = (fields: Partial<MyChannel>) =>
  Object.entries(rightsOf(place(channel(fields))))
    .filter(([, may]) => may)
    .map(([name]) => name);

it('answers what each role may do', () => {
  expect(granted({})).toEqual(['member', 'respond', 'post', 'remove']);
  expect(granted({ role: 'read-only' })).toEqual(['member', 'respond', 'remove']);
  expect(granted({ role: 'moderator' })).toEqual(['member', 'respond', 'post', 'remove', 'moderate', 'pin']);
  expect(granted({ kind: 'direct' })).toEqual(['member', 'respond', 'post', 'remove', 'pin']);
});

it('takes away what the state of the channel takes away', () => {
  expect(granted({ posting: 'moderators' })).toEqual(['member', 'respond', 'remove']);
  expect(granted({ archivedAt: '2026-01-01T00:00:00Z', role: 'owner' })).toEqual(['member']);
  expect(granted({ silencedUntil: '2999-01-01T00:00:00Z' })).toEqual(['member', 'remove']);
  expect(granted({ silencedUntil: '2020-01-01T00:00:00Z' })).toEqual(['member', 'respond', 'post', 'remove']);
  const outside = rightsOf({ ...place(channel({ role: 'owner', kind: 'private' })), isMember: false });
  expect(Object.values(outside)).not.toContain(true);
  expect(Object.values(rightsOf(place(null)))).not.toContain(true);
});
