import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditPage } from '../../src/contract/admin.js';
import { Invitation } from '../../src/contract/auth.js';
import { ChannelMember, MemberPage, MyChannel, MyChannelPage } from '../../src/contract/channels.js';
import { NotificationPage } from '../../src/contract/notifications.js';
import { Me, User, UserPage } from '../../src/contract/users.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { answeredOtherwise, type Call, newAccount, noSuchId, Person } from '../support/factories.js';
import { allSent, bodiesIn, inMs, later, linesOf, remind, schedule } from '../support/scheduled.js';
import { type Answer, call, problemOf, succeeded } from '../support/rest.js';

let server: Server;
let admin: Person;
let ana: Person;
let stranger: Person;
/** Private; Ana is in it. */
let roomId: string;
/** Public, and the guest is not in it. */
let openId: string;
let guest: Person;
let guests = 0;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true });
  admin = await Person.register(server);
  ana = await Person.register(server);
  stranger = await Person.register(server);
  roomId = (await admin.createChannel({ kind: 'private' }, [ana])).id;
  openId = (await admin.createChannel({}, [ana, stranger])).id;
  await admin.post(openId, 'for the organisation');
  guest = await newGuest([roomId]);
});
afterAll(() => server.stop());

const newEmail = () => `guest${++guests}@example.org`;

const inviteGuest = async (email: string, channelIds: string[]): Promise<string> =>
  succeeded(Invitation, await admin.call('POST', '/guests/invitations', { email, channelIds })).inviteToken;

const register = (inviteToken: string, email: string): Promise<Answer> =>
  call(server, 'POST', '/auth/register', { body: newAccount({ email, inviteToken }) });

async function newGuest(channelIds: string[]): Promise<Person> {
  const email = newEmail();
  return Person.from(server, await register(await inviteGuest(email, channelIds), email));
}

const setMember = (person: Person, channelId: string, userId: string, role: string): Promise<Answer> =>
  person.call('PUT', `/channels/${channelId}/members/${userId}`, { role });

describe('an invitation', () => {
  it('makes a guest of these channels, whom others know as one', async () => {
    const second = (await admin.createChannel()).id;
    const person = await newGuest([roomId, second, roomId]);
    const { items } = await person.get(MyChannelPage, '/channels');
    expect(new Set(items.map(({ id, role }) => `${id} ${role}`))).toEqual(
      new Set([`${roomId} member`, `${second} member`]),
    );
    expect(await person.get(Me, '/users/me')).toMatchObject({ role: 'member', guest: true });
    expect(await ana.get(User, `/users/${person.id}`)).toMatchObject({ role: 'member', guest: true });
    expect((await ana.get(Me, '/users/me')).guest).toBe(false);
  });

  it('is given by owners and administrators of the server, into channels that they run', async () => {
    const theirs = (await ana.createChannel({ kind: 'private' })).id;
    const plain = (await ana.createChannel({ kind: 'private' }, [admin])).id;
    const body = { email: newEmail(), channelIds: [openId] };
    expect((await ana.call('POST', '/guests/invitations', body)).status).toBe(403);
    for (const id of [theirs, plain, noSuchId()]) {
      const answer = await admin.call('POST', '/guests/invitations', { ...body, channelIds: [openId, id] });
      expect(problemOf(answer)).toMatchObject({ code: 'validation_failed', errors: [{ path: 'channelIds.1' }] });
    }
  });

  it('is good for its address alone, and while whoever gave it is an administrator', async () => {
    const deputy = await Person.register(server);
    await server.db.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [deputy.id]);
    const signedIn = await deputy.signInAgain();
    const email = newEmail();
    const body = { email, channelIds: [openId] };
    const { inviteToken } = succeeded(Invitation, await signedIn.call('POST', '/guests/invitations', body));
    expect(problemOf(await register(inviteToken, newEmail())).code).toBe('forbidden');
    await server.db.query(`UPDATE users SET role = 'member' WHERE id = $1`, [deputy.id]);
    expect(problemOf(await register(inviteToken, email)).code).toBe('forbidden');
  });

  it('leads into no channel that was archived meanwhile', async () => {
    const gone = (await admin.createChannel()).id;
    const email = newEmail();
    const token = await inviteGuest(email, [gone, roomId]);
    await admin.call('DELETE', `/channels/${gone}`);
    const person = Person.from(server, await register(token, email));
    const { items } = await person.get(MyChannelPage, '/channels');
    expect(items.map(({ id }) => id)).toEqual([roomId]);
  });

  it('stands in the audit log', async () => {
    const email = newEmail();
    await inviteGuest(email, [roomId]);
    const { items } = await admin.get(AuditPage, '/admin/audit?action=guest.invite&limit=1');
    expect(items).toMatchObject([{ actorId: admin.id, target: email, detail: { channelIds: [roomId] } }]);
  });
});

describe('a guest', () => {
  it('talks in their channels like any member, live', async () => {
    const socket = await guest.connect({ instance: 1 });
    const others = await ana.connect();
    const { message } = await socket.send(roomId, `good day, @${ana.username}`);
    expect(message.mentions.userIds).toEqual([ana.id]);
    await others.reaches(roomId, message.rev);
    expect((await socket.react(message.id, '👋')).message.reactions).toHaveLength(1);
    expect((await guest.history(roomId)).items.map(({ id }) => id)).toContain(message.id);
    expect((await guest.get(MemberPage, `/channels/${roomId}/members`)).items.length).toBeGreaterThan(2);
    for (const each of [socket, others]) each.close();
  });

  it('has messages sent later, and is reminded', async () => {
    await schedule(guest, roomId, later('from a guest, later', inMs(8000)));
    await remind(guest, { text: 'tea', remindAt: inMs(8000) });
    expect((await linesOf(guest, 'reminder', 1))[0]?.title).toBe('Reminder: tea');
    await allSent(guest);
    expect(await bodiesIn(ana, roomId)).toContain('from a guest, later');
    const beyond = await guest.call('POST', `/channels/${openId}/scheduled`, later('not theirs', inMs(60_000)));
    expect(problemOf(beyond).code).toBe('not_found');
  });

  it('is shown no channel but their own, public ones included', async () => {
    const { items } = await admin.history(openId);
    const messageId = items[0]?.id ?? '';
    const calls: Call[] = [
      ['GET', `/channels/${openId}`],
      ['GET', `/channels/${openId}/messages`],
      ['GET', `/channels/${openId}/messages?after=0`],
      ['GET', `/channels/${openId}/changes`],
      ['GET', `/channels/${openId}/events`],
      ['GET', `/channels/${openId}/members`],
      ['GET', `/channels/${openId}/pins`],
      ['GET', `/messages/${messageId}/edits`],
      ['POST', `/channels/${openId}/messages`, { clientId: noSuchId(), body: 'hello' }],
      ['PATCH', `/messages/${messageId}`, { body: 'mine' }],
      ['PUT', `/messages/${messageId}/reactions/${encodeURIComponent('👍')}`],
    ];
    expect(await answeredOtherwise(guest, calls, 'not_found')).toEqual([]);
    const socket = await guest.connect();
    expect(socket.received.ready[0]?.channels.map(({ id }) => id)).toEqual([roomId]);
    const draft = { channelId: openId, clientId: noSuchId(), body: 'hello' };
    const refused: [string, Record<string, unknown>][] = [
      ['message:send', draft],
      ['message:edit', { messageId, body: 'mine' }],
      ['reaction:add', { messageId, emoji: '👍' }],
      ['channel:open', { channelId: openId }],
      ['channel:read', { channelId: openId, seq: 1 }],
      ['typing:start', { channelId: openId }],
    ];
    for (const [name, input] of refused) {
      expect({ name, ...(await socket.refuse(name, input)) }).toMatchObject({ name, code: 'not_found' });
    }
    const { channels } = await socket.sync({ [openId]: 0 });
    expect(channels).toMatchObject([{ channelId: openId, error: { code: 'not_found' } }]);
    socket.close();
  });

  it('knows of those alone with whom they share a channel', async () => {
    const usernames = async (query = '') =>
      (await guest.get(UserPage, `/users?limit=100${query}`)).items.map(({ username }) => username);
    expect(await usernames()).toEqual(expect.arrayContaining([admin.username, ana.username, guest.username]));
    expect(await usernames()).not.toContain(stranger.username);
    expect(await usernames(`&query=${stranger.username}`)).toEqual([]);
    expect(await usernames(`&ids=${stranger.id},${ana.id}`)).toEqual([ana.username]);
    // What is kept of the profile for others is not for them.
    const seen = await ana.call('GET', `/users/${stranger.id}`);
    const etag = seen.headers.get('etag') ?? '';
    expect((await guest.call('GET', `/users/${stranger.id}`)).status).toBe(404);
    const options = { headers: { 'if-none-match': etag } };
    expect((await guest.call('GET', `/users/${stranger.id}`, undefined, options)).status).toBe(404);
    expect((await guest.get(User, `/users/${ana.id}`)).username).toBe(ana.username);
    const { message } = await guest.post(roomId, `@${stranger.username} and @${ana.username}`);
    expect(message.mentions.userIds).toEqual([ana.id]);
    const direct = (person: Person) => guest.call('POST', '/channels/direct', { userIds: [person.id] });
    expect(problemOf(await direct(stranger))).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'userIds.0' }],
    });
    expect((await direct(ana)).status).toBe(201);
  });

  it('loses sight of people with the channel', async () => {
    const { id } = await admin.createChannel({}, [stranger]);
    const person = await newGuest([id]);
    expect((await person.call('GET', `/users/${stranger.id}`)).status).toBe(200);
    expect((await person.call('POST', `/channels/${id}/leave`)).status).toBe(204);
    expect((await person.call('GET', `/users/${stranger.id}`)).status).toBe(404);
    expect((await person.call('GET', `/channels/${id}`)).status).toBe(404);
    expect((await person.get(UserPage, '/users')).items.map(({ id: known }) => known)).toEqual([person.id]);
  });

  it('is brought into more channels by those who run them, and runs none', async () => {
    const { id } = await ana.createChannel({}, [stranger]);
    expect((await setMember(stranger, id, guest.id, 'member')).status).toBe(403);
    expect(problemOf(await setMember(ana, id, guest.id, 'moderator')).code).toBe('conflict');
    const answer = await setMember(ana, id, guest.id, 'read-only');
    expect(succeeded(ChannelMember, answer)).toMatchObject({ role: 'read-only', user: { guest: true } });
    expect(problemOf(await setMember(ana, id, guest.id, 'owner')).code).toBe('conflict');
    expect((await setMember(ana, id, guest.id, 'member')).status).toBe(200);
    expect((await setMember(guest, id, admin.id, 'member')).status).toBe(403);
  });

  it('inherits a channel after all who are no guests', async () => {
    const { id } = await ana.createChannel();
    await setMember(ana, id, guest.id, 'member');
    await ana.invite(id, stranger.id);
    await ana.call('POST', `/channels/${id}/leave`);
    expect((await stranger.get(MyChannel, `/channels/${id}`)).role).toBe('owner');
  });

  it('stays one with a renewed token, and in the URL of a stream', async () => {
    const person = await newGuest([roomId]);
    await person.refresh();
    expect((await person.call('GET', '/channels/browse')).status).toBe(403);
    expect((await person.call('GET', `/channels/${openId}`)).status).toBe(404);
    const { token } = (await person.call('POST', '/auth/stream-token')).body as { token: string };
    expect((await call(server, 'GET', `/channels/${openId}/events?token=${token}`)).status).toBe(404);
    expect((await call(server, 'GET', `/channels/${roomId}/events?token=${token}`)).status).toBe(200);
  });

  it('is told no announcements of the organisation', async () => {
    const titles = async (person: Person) =>
      (await person.get(NotificationPage, '/notifications')).items.map(({ kind }) => kind);
    await admin.call('POST', '/announcements', { title: 'Within', body: 'the house' });
    await until('the announcement', async () => (await titles(stranger)).includes('announcement'), 30_000);
    const { rows } = await server.db.query('SELECT FROM announcements WHERE done_at IS NULL');
    expect(rows).toEqual([]);
    expect(await titles(guest)).not.toContain('announcement');
  });
});
