import { Parser } from '@asyncapi/parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SessionPage, StreamToken } from '../../src/contract/auth.js';
import { Sidebar } from '../../src/contract/categories.js';
import { MyChannel } from '../../src/contract/channels.js';
import { UserGroup } from '../../src/contract/groups.js';
import { Reported } from '../../src/contract/moderation.js';
import { PushSubscription } from '../../src/contract/push.js';
import { CreatedInvite } from '../../src/contract/invites.js';
import { Reminder } from '../../src/contract/reminders.js';
import { ScheduledMessage } from '../../src/contract/scheduled.js';
import { Me } from '../../src/contract/users.js';
import { ACTS } from '../support/acts.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { Conformance } from '../support/conformance.js';
import { EventClient } from '../support/event-source.js';
import { newAccount, PASSWORD, Person } from '../support/factories.js';
import { PushBrowser } from '../support/push-endpoint.js';
import { done, order } from '../support/jobs.js';
import { showPicture } from '../support/pictures.js';
import { call, succeeded } from '../support/rest.js';
import { forge } from '../support/tokens.js';

const OpenApi = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        summary: z.string().min(1),
        responses: z.record(z.string(), z.object({ content: z.unknown().optional() })),
      }),
    ),
  ),
});

let server: Server;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true, env: { DRAIN_MS: '100' } });
});
afterAll(() => server.stop());

/** A day in the life of a server: every route and every event, once at least. */
async function live(): Promise<void> {
  const ana = Person.from(server, await call(server, 'POST', '/auth/register', { body: newAccount() }));
  const bruno = await Person.register(server);
  const session = await bruno.signInAgain();
  await session.refresh();
  const sockets = await Promise.all([ana.connect(), bruno.connect({ instance: 1 })]);
  await sockets[0].request('auth:refresh', { token: (await ana.refresh()).accessToken });
  const direct = succeeded(MyChannel, await ana.call('POST', '/channels/direct', { userIds: [bruno.id] }));
  await ana.call('POST', '/channels/direct', { userIds: [bruno.id] });
  const { id } = await ana.createChannel();
  const on = `/channels/${id}`;
  await bruno.call('GET', on);
  await bruno.call('POST', `${on}/join`);
  await Promise.all(sockets.map((socket) => socket.joined(id)));
  await ana.call('GET', on);
  await ana.call('PATCH', on, { topic: 'all of it' });
  const { message } = await ana.post(id, 'posted');
  await ana.post(id, 'posted again', message.clientId);
  await ana.call('PATCH', `/messages/${message.id}`, { body: 'edited' });
  await ana.call('GET', '/messages/limits');
  await ana.call('POST', '/messages/preview', { body: '*soon*' });
  for (const what of ['edits', 'readers']) await ana.call('GET', `/messages/${message.id}/${what}`);
  await sockets[0].request('message:readers', { messageId: message.id });
  for (const what of ['reactions/👍', 'pin', 'saved']) {
    await ana.call('PUT', `/messages/${message.id}/${what}`);
    await ana.call('GET', `${on}/pins`);
    await ana.call('DELETE', `/messages/${message.id}/${what}`);
  }
  await ana.call('GET', `${on}/messages/${message.seq}`);
  await keepToOneself(ana, sockets[0], id, message.id);
  await ana.call('PUT', `/threads/${message.id}/follow`);
  await ana.call('POST', `${on}/messages`, { clientId: crypto.randomUUID(), body: 'a reply', threadId: message.id });
  for (const path of ['/threads', `/threads/${message.id}`]) await ana.call('GET', path);
  await ana.call('DELETE', `/threads/${message.id}/follow`);
  for (const name of ['thread:follow', 'thread:unfollow']) await sockets[0].request(name, { threadId: message.id });
  await ana.call('DELETE', `/messages/${message.id}`);
  await bePresent(ana, bruno, sockets[1]);
  await readAndNot(ana, sockets[0], id);
  const { message: asking } = await sockets[0].poll(id, { options: ['yes', 'no'] });
  await ana.call('PUT', `/messages/${asking.id}/vote`, { optionIds: [asking.poll?.options[0]?.id] });
  for (const path of ['poll', 'poll/votes']) await ana.call('GET', `/messages/${asking.id}/${path}`);
  await ana.call('POST', `/messages/${asking.id}/poll/close`);
  await putOff(ana, sockets[0], on);
  await beReminded(ana, sockets[0]);
  await sendAll(sockets, id, direct.id);
  for (const path of ['/messages', '/changes', '/members']) await ana.call('GET', `${on}${path}`);
  await followChannel(ana, on);
  for (const path of ['/users/me', `/users/${bruno.id}`, '/channels', `${on}/members`, `${on}/messages`]) {
    const etag = (await ana.call('GET', path)).headers.get('etag') ?? '';
    await ana.call('GET', path, undefined, { headers: { 'if-none-match': etag } });
  }
  for (const path of ['/users', '/users/me', `/users/${bruno.id}`, '/channels', '/channels/browse']) {
    await ana.call('GET', path);
  }
  await keepGroup(ana, bruno, sockets[1]);
  await ana.call('PATCH', '/users/me', { displayName: 'Ana' });
  await ownAccount(bruno);
  await ana.call('PUT', `${on}/read`, { seq: 1 });
  await ana.call('PUT', `${on}/notifications`, { level: 'all' });
  await ana.invite(id, bruno.id);
  await ana.call('DELETE', `${on}/members/${bruno.id}`);
  await sockets[1].event('channel:left');
  await bruno.call('POST', `${on}/join`);
  await bruno.call('POST', `${on}/leave`);
  await moderate(ana, bruno, sockets, id);
  await work(ana, sockets[0], `${on}/exports`);
  await ana.call('DELETE', on);
  await ana.call('POST', `${on}/restore`);
  await beInvited(ana, bruno, on);
  await beNotified(ana, sockets[0], message.id);
  await bePushed(ana);
  await watch(ana);
  for (const path of ['/admin/dead-letters', '/admin/audit', '/admin/users']) await ana.call('GET', path);
  for (const end of ['replay', 'discard']) {
    await ana.call('POST', `/admin/dead-letters/${end}`, { queue: 'push', all: true });
  }
  const managed = await Person.register(server);
  await ana.call('PATCH', `/admin/users/${managed.id}`, { disabled: true });
  for (const path of ['stream-token', 'invitations']) await ana.call('POST', `/auth/${path}`);
  await writeMails(ana);
  await ana.call('POST', '/auth/logout');
}

/** A picture, sessions and a password. */
async function ownAccount(bruno: Person): Promise<void> {
  await call(server, 'GET', '/auth/registration');
  const { avatarUrl } = succeeded(Me, await showPicture(bruno));
  await call(server, 'GET', (avatarUrl ?? '').replace('/api/v1', ''));
  await bruno.call('DELETE', '/users/me/avatar');
  const { id } =
    succeeded(SessionPage, await bruno.call('GET', '/auth/sessions')).items.find(({ current }) => !current) ?? {};
  await bruno.call('DELETE', `/auth/sessions/${id}`);
  await bruno.call('POST', '/auth/password/change', { current: PASSWORD, new: PASSWORD });
}

/** Markers that go back, and all of them forward. */
async function readAndNot(ana: Person, socket: ChatSocket, channelId: string): Promise<void> {
  await ana.call('POST', `/channels/${channelId}/unread`, { seq: 1 });
  await socket.request('channel:unread', { channelId, seq: 1 });
  await socket.event('channel:read', ({ movedBack }) => movedBack === true);
  await ana.call('POST', '/channels/read-all');
  await socket.request('channel:read-all', {});
}

/** What people are to one another. */
async function bePresent(ana: Person, bruno: Person, socket: ChatSocket): Promise<void> {
  await ana.call('PUT', '/users/me/presence', { status: 'busy' });
  await ana.call('PUT', '/users/me/status', { emoji: '🌴', text: 'away', expiresAt: '2100-01-01T00:00:00.000Z' });
  for (const path of ['/users/me/presence', `/users/${bruno.id}/presence`, `/presence?userIds=${bruno.id}`]) {
    await ana.call('GET', path);
  }
  await socket.request('presence:set', { status: 'away' });
  await socket.request('status:set', { text: 'here' });
  await socket.request('presence:get', { userIds: [ana.id] });
  await socket.event('presence', ({ userId }) => userId === ana.id);
}

async function keepToOneself(ana: Person, socket: ChatSocket, channelId: string, messageId: string): Promise<void> {
  await ana.call('PUT', `/channels/${channelId}/draft`, { body: 'begun' });
  await socket.draft({ channelId, body: 'begun, and gone on with' });
  await ana.call('GET', '/drafts');
  await ana.call('DELETE', `/channels/${channelId}/draft`);
  await socket.save(messageId);
  const { items } = await socket.ask(Sidebar, 'category:create', { name: 'Work' });
  const categoryId = items[1]?.id ?? '';
  await socket.request('channel:place', { channelId, categoryId });
  await socket.request('category:rename', { categoryId, name: 'Projects' });
  await socket.request('category:order', { categoryIds: [categoryId] });
  await ana.call('PUT', `/channels/${channelId}/category`, { categoryId: 'favorites' });
  await ana.call('PATCH', `/categories/${categoryId}`, { name: 'Tea' });
  await ana.call('PUT', '/categories/order', { categoryIds: [categoryId] });
  await ana.call('DELETE', `/categories/${categoryId}`);
  const more = succeeded(Sidebar, await ana.call('POST', '/categories', { name: 'More' }));
  await ana.call('GET', '/categories');
  await socket.request('category:delete', { categoryId: more.items[1]?.id });
  for (const path of ['/saved', `/channels/${channelId}/saved`]) await ana.call('GET', path);
  await socket.unsave(messageId);
  await Promise.all([socket.event('draft'), socket.event('saved'), socket.event('sidebar')]);
}

/** A scheduled message, from every side. What is sent has been: the channel stands still for who asks what is new in it. */
async function putOff(ana: Person, socket: ChatSocket, on: string): Promise<void> {
  const input = {
    clientId: crypto.randomUUID(),
    body: 'later',
    sendAt: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const { id } = succeeded(ScheduledMessage, await ana.call('POST', `${on}/scheduled`, input));
  await ana.call('POST', `${on}/scheduled`, input);
  await ana.call('GET', '/scheduled');
  await ana.call('PATCH', `/scheduled/${id}`, { body: 'much later' });
  await ana.call('DELETE', `/scheduled/${id}`);
  const channelId = on.split('/').at(-1);
  const again = await socket.ask(ScheduledMessage, 'message:schedule', { ...input, channelId });
  await socket.request('scheduled:edit', { scheduledId: again.id, body: 'even later' });
  await ana.call('POST', `/scheduled/${again.id}/send-now`);
  const sent = (scheduledId: string) =>
    socket.event('scheduled', (event) => event.id === scheduledId && event.scheduled === null);
  await sent(again.id);
  const clientId = crypto.randomUUID();
  const last = await socket.ask(ScheduledMessage, 'message:schedule', { ...input, clientId, channelId });
  for (const name of ['scheduled:delete', 'scheduled:send']) await socket.request(name, { scheduledId: last.id });
  const { id: next } = await socket.ask(ScheduledMessage, 'message:schedule', { ...input, clientId, channelId });
  await socket.request('scheduled:send', { scheduledId: next });
  await sent(next);
}

async function beReminded(ana: Person, socket: ChatSocket): Promise<void> {
  const remindAt = new Date(Date.now() + 3_600_000).toISOString();
  const { id } = succeeded(Reminder, await ana.call('POST', '/reminders', { text: 'tea', remindAt }));
  await ana.call('GET', '/reminders');
  await ana.call('PATCH', `/reminders/${id}`, { text: 'coffee' });
  await ana.call('DELETE', `/reminders/${id}`);
  const { id: reminderId } = await socket.ask(Reminder, 'reminder:create', { text: 'tea', remindAt });
  await socket.request('reminder:edit', { reminderId, text: 'cake' });
  await socket.request('reminder:delete', { reminderId });
  await socket.event('reminder', ({ reminder }) => reminder === null);
}

/** Devices are told what groups somebody is in when that is looked up: of one that they have left again by then, nothing. */
async function keepGroup(ana: Person, bruno: Person, socket: ChatSocket): Promise<void> {
  const { id } = succeeded(UserGroup, await ana.call('POST', '/groups', { name: 'crew', displayName: 'Crew' }));
  await ana.call('PUT', `/groups/${id}/members/${bruno.id}`);
  await socket.event('groups', ({ groupIds }) => groupIds.includes(id));
  for (const path of ['', `/${id}`, `/${id}/members`]) await bruno.call('GET', `/groups${path}`);
  await ana.call('PATCH', `/groups/${id}`, { description: 'who sails' });
  await ana.call('DELETE', `/groups/${id}/members/${bruno.id}`);
  await ana.call('DELETE', `/groups/${id}`);
}

/** Two messages that are reported, and their author, who is banned and let in again. */
async function moderate(
  ana: Person,
  bruno: Person,
  [socket, muted]: [ChatSocket, ChatSocket],
  channelId: string,
): Promise<void> {
  const on = `/channels/${channelId}`;
  await bruno.call('POST', `${on}/join`);
  const messages = [await bruno.post(channelId, 'spam'), await bruno.post(channelId, 'more spam')];
  const [one = '', two = ''] = messages.map(({ message }) => message.id);
  const { id } = succeeded(Reported, await ana.call('POST', `/messages/${one}/reports`, { reason: 'spam' }));
  await socket.request('message:report', { messageId: two, reason: 'spam' });
  for (const path of [`${on}/reports`, '/admin/reports']) await ana.call('GET', path);
  await ana.call('PUT', `${on}/members/${bruno.id}/mute`, { minutes: 5 });
  await muted.event('channel:silence');
  await ana.call('DELETE', `${on}/members/${bruno.id}/mute`);
  await ana.call('PATCH', `/reports/${id}`, { outcome: 'deleted', note: 'a test' });
  await bruno.call('GET', `/messages/${one}/removal`);
  await ana.call('PUT', `${on}/bans/${bruno.id}`, { reason: 'a test' });
  await ana.call('GET', `${on}/bans`);
  await ana.call('DELETE', `${on}/bans/${bruno.id}`);
}

async function writeMails(ana: Person): Promise<void> {
  const email = 'reads-mail@example.com';
  const reader = await Person.register(server, { email });
  await reader.call('POST', '/auth/email/verify/resend');
  await call(server, 'POST', '/auth/email/verify', { body: { token: await tokenMailedTo(email) } });
  await call(server, 'POST', '/auth/password/forgot', { body: { email } });
  const body = { token: await tokenMailedTo(email), password: PASSWORD };
  await call(server, 'POST', '/auth/password/reset', { body });
  await ana.call('POST', '/auth/invitations', { email: 'guest@example.com', locale: 'es' });
}

/** Its log as a stream: from its beginning, and from a place that is not of it. */
async function followChannel(ana: Person, on: string): Promise<void> {
  const options = { events: ['channel:changes', 'reset'], bearer: ana.accessToken };
  const all = await EventClient.open(server, `${on}/events?since=0`, options);
  const lost = await EventClient.open(server, `${on}/events`, { ...options, lastEventId: 'elsewhere' });
  await Promise.all([all.count(1), lost.count(1)]);
}

/** No worker runs here: what waits to be sent still stands in its row. */
async function tokenMailedTo(address: string): Promise<string> {
  const { rows } = await server.db.query<{ token: string }>(
    `SELECT data->>'token' AS token FROM mails WHERE to_address = $1 ORDER BY id DESC LIMIT 1`,
    [address],
  );
  return rows[0]?.token ?? '';
}

/** The dashboard, and the log of what is done meanwhile. */
async function watch(ana: Person): Promise<void> {
  for (const path of ['', '/history', '/log']) await ana.call('GET', `/dashboard${path}`);
  const bearer = ana.accessToken;
  const dashboard = await EventClient.open(server, '/dashboard/events', { events: ['dashboard'], bearer });
  const log = await EventClient.open(server, '/dashboard/log/events', { events: ['log'], bearer });
  await ana.call('PATCH', '/jobs/schedules/statistics', { enabled: true });
  await Promise.all([dashboard.count(1), log.count(1)]);
  for (const client of [dashboard, log]) client.close();
}

/** A worker would write the same; put there by hand, it is there at once. */
async function beNotified(ana: Person, socket: ChatSocket, messageId: string): Promise<void> {
  const { body: streamToken } = await ana.call('POST', '/auth/stream-token');
  const { token } = StreamToken.parse(streamToken);
  const stream = await EventClient.open(server, `/notifications/events?token=${token}`, { events: ['notification'] });
  const id = crypto.randomUUID();
  await server.db.query(
    `WITH head AS (INSERT INTO inboxes AS i (user_id, rev) VALUES ($1, 1)
       ON CONFLICT (user_id) DO UPDATE SET rev = i.rev + 1 RETURNING rev), event AS (
       INSERT INTO notification_events (user_id, event_key, notification_id, kind, rule, circumstances)
       VALUES ($1, 'by hand', $2, 'announcement', 'announced', '{"presence": "socket"}'))
     INSERT INTO notifications (id, user_id, rev, seq, kind, actor_ids, data, critical, in_app, alert)
     SELECT $2, $1, rev, rev, 'announcement', '{}', '{"title": "By hand", "body": ""}', false, true, true FROM head`,
    [ana.id, id],
  );
  await server.db.query(
    `INSERT INTO deliveries (id, user_id, event_key, notification_id, way, state, reason, steps)
     VALUES ($1, $2, 'by hand', $3, 'in_app', 'sent', 'socket',
       '[{"at": "2026-01-01T00:00:00.000Z", "state": "sent", "reason": "socket", "answer": null}]')`,
    [crypto.randomUUID(), ana.id, id],
  );
  await Promise.all([socket.event('notification'), stream.count(1)]);
  for (const path of ['', '/preferences', `/${id}/deliveries`, `/explain?messageId=${messageId}&userId=${ana.id}`]) {
    await ana.call('GET', `/notifications${path}`);
  }
  for (const path of [`${id}/read`, `${id}/archive`, 'read-all']) await ana.call('POST', `/notifications/${path}`);
  await ana.call('PATCH', '/notifications/preferences', { keywords: ['deploy'] });
  await ana.call('POST', '/announcements', { title: 'News', body: 'None.' });
  await call(
    server,
    'POST',
    `/notifications/unsubscribe?token=${forge({ sub: ana.id, kinds: ['mention'], aud: 'unsubscribe', exp: 4_000_000_000 })}`,
  );
  stream.close();
}

async function bePushed(ana: Person): Promise<void> {
  const { subscription } = new PushBrowser('https://push.example.com/contract');
  for (const path of ['/push/key', '/push/subscriptions']) await ana.call('GET', path);
  await ana.call('POST', '/push/subscriptions', subscription);
  const { id } = succeeded(PushSubscription, await ana.call('POST', '/push/subscriptions', subscription));
  await ana.call('GET', '/push/subscriptions');
  await ana.call('DELETE', `/push/subscriptions/${id}`);
}

/** A job, from every side. */
async function work(ana: Person, socket: ChatSocket, path: string): Promise<void> {
  const { id, file, rev } = await done(ana, path, { format: 'jsonl' });
  await socket.event('job', (job) => job.id === id);
  await call(server, 'GET', (file?.url ?? '').replace('/api/v1', ''));
  for (const query of ['/jobs', `/jobs/${id}`, `/jobs/${id}/events`]) await ana.call('GET', query);
  await ana.call('GET', `/jobs/${id}/events`, undefined, { headers: { 'last-event-id': String(rev) } });
  await done(ana, '/users/imports', { csv: 'email,username,displayName\n' });
  await done(ana, '/reports/activity', { from: '2026-01-01', to: '2026-01-02', format: 'html' });
  await ana.call('GET', '/jobs/schedules');
  await ana.call('PATCH', '/jobs/schedules/clean-up', { enabled: true });
  await ana.call('POST', '/jobs/schedules/clean-up/run');
  await server.stopWorkers();
  const { id: waiting } = await order(ana, path, { format: 'csv' });
  for (const verb of ['cancel', 'retry']) await ana.call('POST', `/jobs/${waiting}/${verb}`);
}

async function beInvited(ana: Person, bruno: Person, on: string): Promise<void> {
  const { id, token } = succeeded(CreatedInvite, await ana.call('POST', `${on}/invites`, {}));
  await ana.call('GET', `${on}/invites`);
  await bruno.call('GET', `/invites/${token}`);
  await bruno.call('POST', `/invites/${token}/accept`);
  await ana.call('DELETE', `${on}/invites/${id}`);
  const channelIds = [on.slice('/channels/'.length)];
  await ana.call('POST', '/guests/invitations', { email: 'guest@example.org', channelIds });
}

async function sendAll([ana, bruno]: [ChatSocket, ChatSocket], id: string, direct: string): Promise<void> {
  const { message } = await ana.send(id, 'sent');
  await ana.edit(message.id, 'edited');
  await ana.react(message.id, '👍');
  await ana.unreact(message.id, '👍');
  await ana.pin(message.id);
  await ana.unpin(message.id);
  const { message: asking } = await ana.poll(id, { options: ['yes', 'no'] });
  await ana.vote(asking.id, []);
  await ana.closePoll(asking.id);
  await ana.delete(message.id);
  await ana.sync({ [id]: 0, [crypto.randomUUID()]: 0 });
  await ana.send(direct, 'seen?');
  await bruno.read(direct, 1);
  await ana.event('channel:read');
  for (const name of ['channel:open', 'channel:close', 'typing:start']) await bruno.request(name, { channelId: id });
  await bruno.request('delivery:report', { channelId: id, rev: 1, waitedMs: 0 });
  await ana.event('typing');
  await ana.request('echo', { anything: [1, 'two', null] });
  await Promise.all([ana, bruno].map((socket) => socket.event('channel:updated')));
}

describe('the documents', () => {
  it('are valid: AsyncAPI', async () => {
    const document = await (await fetch(`${server.url}/docs/async`)).text();
    const { document: valid, diagnostics } = await new Parser().parse(document);
    // The parser makes no document of one that has errors.
    const errors = valid ? [] : diagnostics.map(({ message, path }) => `${path.join('.')}: ${message}`);
    expect(errors).toEqual([]);
  }, 120_000);

  it('say of every route what it is for and what it answers', async () => {
    const { paths } = OpenApi.parse(await (await fetch(`${server.url}/docs-json`)).json());
    const silent = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { responses }]) => {
        const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
        const said = successes.every(([status, { content }]) => status === '204' || content !== undefined);
        return path.startsWith('/api/') && (successes.length === 0 || !said) ? [`${method} ${path}`] : [];
      }),
    );
    expect(silent).toEqual([]);
  });

  it('can be read by people at /docs, and lead there from /', async () => {
    const [page, home] = await Promise.all(['/docs', '/'].map(async (path) => (await fetch(server.url + path)).text()));
    expect(page).toContain('swagger-ui');
    for (const link of ['/docs', '/docs-json', '/docs/async', '/admin/queues', '/health'])
      expect(home).toContain(`href="${link}"`);
  });
});

describe('what is answered and emitted', () => {
  it('is what the documents say, for every route, request and event', async () => {
    await live();
    const last = await (await Person.register(server)).connect();
    await server.instances[0]?.stop();
    await last.event('server:draining');
    expect(server.conformance.violations).toEqual([]);
    const routes = server.conformance.routes.flatMap(({ method, path, responses }) => {
      const successes = path.startsWith('/api/') ? Object.keys(responses).filter((status) => status !== 'default') : [];
      return successes.map((status) => `${method} ${path} ${status}`);
    });
    // Only a Redis that comes back makes a resync: the cluster's tests do.
    const events = server.conformance.documentedEvents.filter((name) => !name.endsWith('resync'));
    // What else a socket does is done in socket-acts.spec.ts.
    const elsewhere = new Set(ACTS.map((name) => `${name} (ack)`));
    const acks = server.conformance.documentedAcks.filter((name) => !elsewhere.has(name)).map((name) => `${name} ok`);
    const documented = [...routes, ...events, ...acks];
    expect(documented.filter((name) => !server.conformance.seen.has(name))).toEqual([]);
  }, 120_000);
});

describe('a server that drifts from its documents', () => {
  const id = '01890000-0000-7000-8000-000000000000';
  const user = {
    id,
    username: 'ana',
    displayName: 'Ana',
    avatarUrl: null,
    role: 'owner',
    guest: false,
    createdAt: '2026-01-01T00:00:00.000Z',
  };
  const json = { status: 200, contentType: 'application/json' };
  let conformance: Conformance;

  beforeAll(async () => {
    conformance = new Conformance();
    await conformance.load(server.urlOf(1));
  });

  const drifts: [string, () => void][] = [
    [
      'leaves a field out',
      () =>
        conformance.rest({ ...json, method: 'GET', path: `/api/v1/users/${id}`, body: { ...user, role: undefined } }),
    ],
    [
      'has one more',
      () =>
        conformance.rest({ ...json, method: 'GET', path: `/api/v1/users/${id}`, body: { ...user, passwordHash: 'x' } }),
    ],
    [
      'changes a type',
      () => conformance.rest({ ...json, method: 'GET', path: `/api/v1/users/${id}`, body: { ...user, createdAt: 5 } }),
    ],
    [
      'has another status',
      () => conformance.rest({ ...json, status: 201, method: 'GET', path: `/api/v1/users/${id}`, body: user }),
    ],
    [
      'has a route that is not documented',
      () => conformance.rest({ ...json, method: 'GET', path: '/api/v1/secrets', body: {} }),
    ],
    [
      'answers an error that is no problem',
      () => conformance.rest({ ...json, status: 404, method: 'GET', path: `/api/v1/users/${id}`, body: {} }),
    ],
    [
      'answers a body where it says none',
      () => conformance.rest({ ...json, status: 204, method: 'POST', path: '/api/v1/auth/logout', body: {} }),
    ],
    ['emits an event that is not documented', () => conformance.event('surprise', {})],
    ['emits an event of another form', () => conformance.event('channel:left', { channel: id })],
    ['emits one field more', () => conformance.event('channel:left', { channelId: id, secret: 1 })],
    ['acks in another form', () => conformance.ack('channel:open', { ok: true, data: { channelId: id } })],
    [
      'acks an error of no known code',
      () => conformance.ack('channel:open', { ok: false, error: { code: 'oops', message: '' } }),
    ],
  ];

  it.each(drifts)('is found where it %s', (_, drift) => {
    const before = conformance.violations.length;
    drift();
    expect(conformance.violations).toHaveLength(before + 1);
  });

  it('is not found where it does not', () => {
    const before = conformance.violations.length;
    conformance.rest({ ...json, method: 'GET', path: `/api/v1/users/${id}`, body: user });
    conformance.event('channel:left', { channelId: id });
    conformance.ack('channel:open', { ok: true, data: { channelId: id, rev: 1 } });
    expect(conformance.violations.slice(before)).toEqual([]);
  });
});
