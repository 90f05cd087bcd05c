import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AuthRefreshed, Invitation } from '../../src/contract/auth.js';
import { Channel, ChannelMember, MyChannel } from '../../src/contract/channels.js';
import { GroupMember, UserGroup } from '../../src/contract/groups.js';
import { CreatedInvite } from '../../src/contract/invites.js';
import { ChannelBan, ChannelMute, MessageReport, Reported } from '../../src/contract/moderation.js';
import { ACTS } from '../support/acts.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { newAccount, noSuchId, Person } from '../support/factories.js';
import { call, problemOf, succeeded } from '../support/rest.js';

let server: Server;
let owner: Person;
let bruno: Person;
let carla: Person;
/** Of the owner, on the first instance. */
let desk: ChatSocket;
/** Of Bruno, on the other. */
let brunos: ChatSocket;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true });
  owner = await Person.register(server);
  bruno = await Person.register(server);
  carla = await Person.register(server);
  desk = await owner.connect({ instance: 0 });
  brunos = await bruno.connect({ instance: 1 });
});
afterAll(() => server.stop());

/** The ack says no more. */
const Done = z.null();

const create = async (fields: object = {}): Promise<MyChannel> => {
  const input = { name: `acts-${crypto.randomUUID().slice(0, 8)}`, kind: 'private', ...fields };
  return desk.ask(MyChannel, 'channel:create', input);
};

describe('what somebody does by a socket', () => {
  it('makes a channel, brings people in with a role, and takes them out, live on the other instance', async () => {
    const { id: channelId, role } = await create();
    expect(role).toBe('owner');
    const member = { channelId, userId: bruno.id };
    const made = await desk.ask(ChannelMember, 'member:set', { ...member, role: 'moderator' });
    expect([made.user.id, made.role]).toEqual([bruno.id, 'moderator']);
    const still = await desk.ask(ChannelMember, 'member:set', { ...member, role: 'member', ifAbsent: true });
    expect(still.role).toBe('moderator');
    await brunos.event('channel:joined', (event) => event.channelId === channelId);
    expect(await desk.ask(Done, 'member:remove', member)).toBe(null);
    await brunos.event('channel:left', (event) => event.channelId === channelId);
    expect((await bruno.call('GET', `/channels/${channelId}`)).status).toBe(404);
  });

  it('joins, leaves, and chooses what is told of a channel', async () => {
    const { id: channelId } = await create({ kind: 'public' });
    expect((await brunos.ask(MyChannel, 'channel:join', { channelId })).id).toBe(channelId);
    const chosen = await brunos.ask(MyChannel, 'channel:notifications', { channelId, level: 'nothing' });
    expect(chosen.notifications.level).toBe('nothing');
    expect(await brunos.ask(Done, 'channel:leave', { channelId })).toBe(null);
    expect(problemOf(await bruno.call('POST', `/channels/${channelId}/leave`)).code).toBe('forbidden');
    const first = await brunos.ask(MyChannel, 'channel:direct', { userIds: [carla.id] });
    expect((await brunos.ask(MyChannel, 'channel:direct', { userIds: [carla.id] })).id).toBe(first.id);
  });

  it('says what a channel is, archives it and brings it back', async () => {
    const { id: channelId } = await create();
    await owner.invite(channelId, bruno.id);
    await brunos.joined(channelId);
    await desk.ask(Channel, 'channel:update', { channelId, topic: 'by a socket', slowModeSeconds: 5 });
    await brunos.event('channel:updated', ({ channel }) => channel.id === channelId && channel.topic === 'by a socket');
    expect(await desk.ask(Done, 'channel:archive', { channelId })).toBe(null);
    await brunos.event('channel:updated', ({ channel }) => channel.id === channelId && channel.archivedAt !== null);
    await desk.ask(Channel, 'channel:restore', { channelId });
    expect((await bruno.channel(channelId)).archivedAt).toBe(null);
  });

  it('silences and bans, and takes it back', async () => {
    const { id: channelId } = await create();
    await owner.invite(channelId, bruno.id);
    await brunos.joined(channelId);
    const member = { channelId, userId: bruno.id };
    const { silencedUntil } = await desk.ask(ChannelMute, 'member:mute', { ...member, minutes: 5 });
    await brunos.event('channel:silence', (event) => event.silencedUntil === silencedUntil);
    expect(await desk.ask(Done, 'member:unmute', member)).toBe(null);
    await brunos.event('channel:silence', (event) => event.channelId === channelId && event.silencedUntil === null);
    expect((await desk.ask(ChannelBan, 'member:ban', { ...member, reason: 'rude' })).reason).toBe('rude');
    await brunos.event('channel:left', (event) => event.channelId === channelId);
    expect(await desk.ask(Done, 'member:unban', member)).toBe(null);
    expect((await desk.refuse('member:unban', member)).code).toBe('not_found');
  });

  it('makes ways in, goes in by them, and closes them', async () => {
    const { id: channelId } = await create();
    const invite = await desk.ask(CreatedInvite, 'invite:create', { channelId, maxUses: 5 });
    expect((await brunos.ask(MyChannel, 'invite:accept', { token: invite.token })).id).toBe(channelId);
    expect(await desk.ask(Done, 'invite:revoke', { channelId, inviteId: invite.id })).toBe(null);
    const carlas = await carla.connect();
    expect((await carlas.refuse('invite:accept', { token: invite.token })).code).toBe('not_found');
    const { inviteToken } = await desk.ask(Invitation, 'guest:invite', {
      email: 'guest@example.org',
      channelIds: [channelId],
    });
    const account = newAccount({ email: 'guest@example.org', inviteToken });
    const guest = Person.from(server, await call(server, 'POST', '/auth/register', { body: account }));
    const theirs = await guest.connect({ instance: 1 });
    const theirOwn = { name: 'mine', kind: 'private' };
    expect((await theirs.refuse('channel:create', theirOwn)).message).toMatch(/Guests/);
    expect(problemOf(await guest.call('POST', '/channels', theirOwn)).code).toBe('forbidden');
    expect((await theirs.refuse('group:create', { name: 'mine', displayName: 'Mine' })).message).toMatch(/Guests/);
    expect(await theirs.ask(Done, 'channel:leave', { channelId })).toBe(null);
  });

  it('resolves a report', async () => {
    const { id: channelId } = await create();
    await owner.invite(channelId, bruno.id);
    const { message } = await bruno.post(channelId, 'an insult');
    const reported = await owner.call('POST', `/messages/${message.id}/reports`, { reason: 'harassment' });
    const { id: reportId } = succeeded(Reported, reported);
    const resolved = await desk.ask(MessageReport, 'report:resolve', { reportId, outcome: 'dismissed', note: 'seen' });
    expect(resolved).toMatchObject({ state: 'resolved', outcome: 'dismissed' });
  });

  it('makes groups, changes them, and who is in them', async () => {
    const name = `group-${crypto.randomUUID().slice(0, 8)}`;
    const { id: groupId } = await desk.ask(UserGroup, 'group:create', { name, displayName: 'A group' });
    await desk.ask(GroupMember, 'group:add', { groupId, userId: bruno.id });
    const changed = await desk.ask(UserGroup, 'group:update', { groupId, displayName: 'Another' });
    expect([changed.displayName, changed.memberCount]).toEqual(['Another', 1]);
    expect(await desk.ask(Done, 'group:remove', { groupId, userId: bruno.id })).toBe(null);
    expect(await desk.ask(Done, 'group:delete', { groupId })).toBe(null);
    expect(problemOf(await owner.call('GET', `/groups/${groupId}`)).code).toBe('not_found');
  });
});

/** What a member may do with a channel of theirs. */
const OF_MEMBERS = new Set(['channel:join', 'channel:leave', 'channel:notifications']);

describe('what somebody may not do by a socket', () => {
  it('they may once they have another role, from the next token on', async () => {
    const emma = await Person.register(server);
    const socket = await emma.connect();
    const group = () => ({ name: `group-${crypto.randomUUID().slice(0, 8)}`, displayName: 'A group' });
    expect((await socket.refuse('group:create', group())).code).toBe('forbidden');
    await server.db.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [emma.id]);
    const { accessToken } = await emma.refresh();
    await socket.ask(AuthRefreshed, 'auth:refresh', { token: accessToken });
    await socket.ask(UserGroup, 'group:create', group());
  });

  it('is what they may not do by REST, and refused with the same code', async () => {
    const { id } = await create();
    await owner.invite(id, bruno.id);
    await owner.invite(id, carla.id);
    const stranger = await Person.register(server);
    const { message } = await owner.post(id, 'to be reported');
    const reportId = succeeded(
      Reported,
      await bruno.call('POST', `/messages/${message.id}/reports`, { reason: 'spam' }),
    ).id;
    const groupName = `group-${crypto.randomUUID().slice(0, 8)}`;
    const made = await owner.call('POST', '/groups', { name: groupName, displayName: 'A group' });
    const { id: groupId } = succeeded(UserGroup, made);
    const invite = succeeded(CreatedInvite, await owner.call('POST', `/channels/${id}/invites`, {}));
    const carlas = { channelId: id, userId: carla.id };
    const nobody = noSuchId();
    const acts: [request: string, input: object, method: string, path: string, body?: object][] = [
      ['channel:update', { channelId: id, topic: 'x' }, 'PATCH', `/channels/${id}`, { topic: 'x' }],
      ['channel:archive', { channelId: id }, 'DELETE', `/channels/${id}`],
      ['channel:restore', { channelId: id }, 'POST', `/channels/${id}/restore`],
      ['channel:join', { channelId: id }, 'POST', `/channels/${id}/join`],
      ['channel:leave', { channelId: id }, 'POST', `/channels/${id}/leave`],
      [
        'channel:notifications',
        { channelId: id, level: 'all' },
        'PUT',
        `/channels/${id}/notifications`,
        { level: 'all' },
      ],
      ['channel:direct', { userIds: [nobody] }, 'POST', '/channels/direct', { userIds: [nobody] }],
      ['invite:accept', { token: 'no-such-token' }, 'POST', '/invites/no-such-token/accept'],
      ['member:set', { ...carlas, role: 'owner' }, 'PUT', `/channels/${id}/members/${carla.id}`, { role: 'owner' }],
      ['member:remove', carlas, 'DELETE', `/channels/${id}/members/${carla.id}`],
      ['member:ban', carlas, 'PUT', `/channels/${id}/bans/${carla.id}`, {}],
      ['member:unban', carlas, 'DELETE', `/channels/${id}/bans/${carla.id}`],
      ['member:mute', { ...carlas, minutes: 1 }, 'PUT', `/channels/${id}/members/${carla.id}/mute`, { minutes: 1 }],
      ['member:unmute', carlas, 'DELETE', `/channels/${id}/members/${carla.id}/mute`],
      ['invite:create', { channelId: id }, 'POST', `/channels/${id}/invites`, {}],
      ['invite:revoke', { channelId: id, inviteId: invite.id }, 'DELETE', `/channels/${id}/invites/${invite.id}`],
      ['report:resolve', { reportId, outcome: 'dismissed' }, 'PATCH', `/reports/${reportId}`, { outcome: 'dismissed' }],
      [
        'guest:invite',
        { email: 'x@example.org', channelIds: [id] },
        'POST',
        '/guests/invitations',
        { email: 'x@example.org', channelIds: [id] },
      ],
      ['group:create', { name: 'nope', displayName: 'No' }, 'POST', '/groups', { name: 'nope', displayName: 'No' }],
      ['group:update', { groupId, displayName: 'No' }, 'PATCH', `/groups/${groupId}`, { displayName: 'No' }],
      ['group:delete', { groupId }, 'DELETE', `/groups/${groupId}`],
      ['group:add', { groupId, userId: carla.id }, 'PUT', `/groups/${groupId}/members/${carla.id}`],
      ['group:remove', { groupId, userId: carla.id }, 'DELETE', `/groups/${groupId}/members/${carla.id}`],
    ];
    for (const [who, person] of [
      ['a member', bruno],
      ['a stranger', stranger],
    ] as const) {
      const socket = await person.connect({ instance: 1 });
      for (const [request, input, method, path, body] of acts) {
        if (who === 'a member' && OF_MEMBERS.has(request)) continue;
        const { code } = problemOf(await person.call(method, path, body));
        expect([who, request, (await socket.refuse(request, input)).code]).toEqual([who, request, code]);
      }
    }
  });
});

it('every act was answered with ok', () => {
  expect(ACTS.filter((name) => !server.conformance.seen.has(`${name} (ack) ok`))).toEqual([]);
});
