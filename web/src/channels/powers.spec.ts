import type { MyChannel } from '@tertulia/client';
import { expect, it } from 'vitest';
import { mayJudge, powersOf, rolesToGive } from './powers';

const channel = (fields: Partial<MyChannel>): MyChannel =>
  ({ kind: 'public', archivedAt: null, role: 'member', ...fields }) as MyChannel;
const outsider = (): MyChannel => {
  const { role: _, ...rest } = channel({});
  return rest as MyChannel;
};
const ana = { id: 'ana', role: 'member' as const, guest: false };
const admin = { id: 'admin', role: 'admin' as const, guest: false };

it.each([
  ['an owner', channel({ role: 'owner' }), ana, 'member manages owns bringsIn'],
  ['a moderator', channel({ role: 'moderator' }), ana, 'member manages bringsIn'],
  ['a member', channel({}), ana, 'member bringsIn'],
  ['a guest', channel({}), { ...ana, guest: true }, 'member'],
  ['a read-only member', channel({ role: 'read-only' }), ana, 'member'],
  ['whoever is not in it', outsider(), ana, ''],
  ['an administrator who is not in it', outsider(), admin, 'manages owns'],
  ['an administrator in a private channel', channel({ kind: 'private' }), admin, 'member bringsIn'],
  ['the owner of an archived channel', channel({ role: 'owner', archivedAt: 'x' }), ana, 'member manages owns'],
  ['whoever talks directly', channel({ kind: 'direct', role: 'owner' }), admin, 'member'],
])('%s may do what the server lets them', (_, of, me, expected) => {
  const powers = powersOf(of, me);
  const may = (['member', 'manages', 'owns', 'bringsIn'] as const).filter((each) => powers[each]);
  expect(may.join(' ')).toBe(expected);
});

it('moderators judge members, owners anybody but themselves', () => {
  const moderator = powersOf(channel({ role: 'moderator' }), ana);
  const owner = powersOf(channel({ role: 'owner' }), ana);
  expect(mayJudge(moderator, { id: 'b', role: 'member' }, ana)).toBe(true);
  expect(mayJudge(moderator, { id: 'b', role: 'owner' }, ana)).toBe(false);
  expect(mayJudge(owner, { id: 'b', role: 'owner' }, ana)).toBe(true);
  expect(mayJudge(owner, { id: 'ana', role: 'owner' }, ana)).toBe(false);
});

it('roles are given by owners, and read-only by moderators too; guests run nothing', () => {
  const moderator = powersOf(channel({ role: 'moderator' }), ana);
  const owner = powersOf(channel({ role: 'owner' }), ana);
  expect(rolesToGive(moderator, { role: 'read-only', guest: false })).toEqual(['member', 'read-only']);
  expect(rolesToGive(moderator, { role: 'owner', guest: false })).toEqual([]);
  expect(rolesToGive(owner, { role: 'member', guest: true })).toEqual(['member', 'read-only']);
  expect(rolesToGive(owner, { role: 'member', guest: false })).toHaveLength(4);
  expect(rolesToGive(powersOf(outsider(), admin), { role: 'member', guest: false })).toEqual([]);
});
