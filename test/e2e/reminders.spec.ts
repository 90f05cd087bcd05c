import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Invitation } from '../../src/contract/auth.js';
import { SentMessage } from '../../src/contract/messages.js';
import { DeliveryList } from '../../src/contract/notifications.js';
import { Reminder, ReminderPage } from '../../src/contract/reminders.js';
import { ReminderBell } from '../../src/scheduled/reminder-bell.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { until } from '../support/cluster/until.js';
import { answeredOtherwise, type Call, noSuchId, Person } from '../support/factories.js';
import { problemOf, statusesOf, succeeded } from '../support/rest.js';
import { inMs, linesOf, remind } from '../support/scheduled.js';

const HOUR_MS = 3_600_000;
const NOTHING_SHOWN = { title: 'Reminder: a message (a private channel)', body: '' };

let server: Server;
let ana: Person;
let channelId: string;
let desk: ChatSocket;
let phone: ChatSocket;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true });
  ana = await Person.register(server, { displayName: 'Ana' });
  channelId = (await ana.createChannel({ kind: 'private', name: 'plans' })).id;
  desk = await ana.connect();
  phone = await (await ana.signInAgain()).connect({ instance: 1 });
});
afterAll(() => server.stop());

const listed = async (person: Person, query = '') => (await person.get(ReminderPage, `/reminders${query}`)).items;
const told = (socket: ChatSocket, id: string, fits: (row: Reminder | null) => boolean) =>
  socket.event('reminder', (event) => event.id === id && fits(event.reminder));
const refusal = async (input: object) => problemOf(await ana.call('POST', '/reminders', input));
/** As if its time had come. */
async function dueNow({ id, messageId }: Reminder, person = ana): Promise<void> {
  await server.db.query(`UPDATE reminders SET remind_at = now() - interval '1 second' WHERE id = $1`, [id]);
  await server.worker.get(ReminderBell, { strict: false }).run(person.id);
  // The sweep may have been first, and not at its end yet.
  const isTold = async () =>
    (await listed(person, '?show=told')).some((row) => row.id === id && row.messageId === messageId);
  await until('told', isTold, 30_000);
}

describe('a reminder', () => {
  it('comes at its time as a notification, on all devices, and is told then', async () => {
    const remindAt = inMs(3000);
    const made = await remind(ana, { text: 'call the bank', remindAt });
    expect(made).toMatchObject({
      text: 'call the bank',
      remindAt,
      remindedAt: null,
      messageId: null,
      seq: null,
      rev: 1,
    });
    for (const socket of [desk, phone]) {
      const line = await socket.event('notification', ({ kind }) => kind === 'reminder');
      expect(line).toMatchObject({ title: 'Reminder: call the bank', body: '', path: '/later/reminders', alert: true });
      expect(Date.parse(line.createdAt)).toBeGreaterThanOrEqual(Date.parse(remindAt));
      const { reminder } = await told(socket, made.id, (row) => row?.remindedAt !== null);
      expect(reminder).toMatchObject({ id: made.id, rev: 2 });
    }
    expect(await listed(ana)).toEqual([]);
    const [line] = await linesOf(ana, 'reminder', 1);
    const { items } = await ana.get(DeliveryList, `/notifications/${line?.id}/deliveries`);
    expect(items.map(({ way, state, reason }) => [way, state, reason])).toEqual([
      ['in_app', 'sent', 'socket'],
      ['push', 'skipped', 'no_subscription'],
      ['email', 'planned', 'if_unread'],
    ]);
  });

  it('of a message shows it as it is then, though it was read long ago', async () => {
    const { message } = await ana.post(channelId, 'first draft');
    const { id } = await desk.ask(Reminder, 'reminder:create', { messageId: message.id, remindAt: inMs(HOUR_MS) });
    await ana.call('PATCH', `/messages/${message.id}`, { body: 'the final words' });
    const [made] = await listed(ana);
    expect(made).toMatchObject({ id, messageId: message.id, channelId, seq: message.seq, text: '' });
    const edited = await desk.ask(Reminder, 'reminder:edit', { reminderId: id, text: '' });
    expect(edited).toMatchObject({ seq: message.seq });
    expect((await told(phone, id, (row) => row?.rev === edited.rev)).reminder).toEqual(edited);
    await dueNow(made as Reminder);
    const lines = await linesOf(ana, 'reminder', 2);
    expect(lines[0]).toMatchObject({
      title: 'Reminder: a message (#plans)',
      body: 'the final words',
      path: `/c/${channelId}/${message.seq}`,
      messageId: message.id,
      readAt: null,
    });
  });

  it('of a message that one may no longer read keeps its own words and shows nothing of it', async () => {
    const bruno = await Person.register(server, { locale: 'es' });
    await ana.invite(channelId, bruno.id);
    const { message } = await ana.post(channelId, 'a secret');
    const made = await remind(bruno, { messageId: message.id, text: 'ask about it', remindAt: inMs(HOUR_MS) });
    const other = await remind(bruno, { messageId: message.id, remindAt: inMs(HOUR_MS) });
    await ana.call('DELETE', `/channels/${channelId}/members/${bruno.id}`);
    await dueNow(made, bruno);
    const [line] = await linesOf(bruno, 'reminder', 1);
    expect(line).toMatchObject({
      title: 'Recordatorio: ask about it',
      body: '',
      path: '/later/reminders',
      readAt: null,
    });
    await dueNow(other, bruno);
    const [wordless] = await linesOf(bruno, 'reminder', 2);
    expect(wordless).toMatchObject({ title: 'Recordatorio: un mensaje (un canal privado)', body: '' });
  });

  it('of a public message is shown to who may read it without being a member, until they may no more', async () => {
    const open = await ana.createChannel({ name: 'open house' });
    const { message } = await ana.post(open.id, 'doors open at six');
    const dora = await Person.register(server);
    await dueNow(await remind(dora, { messageId: message.id, remindAt: inMs(HOUR_MS) }), dora);
    const shown = { title: 'Reminder: a message (#open house)', body: 'doors open at six' };
    expect((await linesOf(dora, 'reminder', 1))[0]).toMatchObject(shown);
    await ana.call('PUT', `/channels/${open.id}/bans/${dora.id}`, {});
    expect((await linesOf(dora, 'reminder', 1))[0]).toMatchObject(NOTHING_SHOWN);
    await ana.call('DELETE', `/channels/${open.id}/bans/${dora.id}`);
    expect((await linesOf(dora, 'reminder', 1))[0]).toMatchObject(shown);
  });

  it('of a public message is not shown to a guest who was taken out of its channel', async () => {
    const open = await ana.createChannel({ name: 'lobby' });
    const { message } = await ana.post(open.id, 'for those who are in');
    const email = 'guest-who-is-reminded@example.org';
    const asked = await ana.call('POST', '/guests/invitations', { email, channelIds: [open.id] });
    const guest = await Person.register(server, { email, inviteToken: succeeded(Invitation, asked).inviteToken });
    const made = await remind(guest, { messageId: message.id, remindAt: inMs(HOUR_MS) });
    await ana.call('DELETE', `/channels/${open.id}/members/${guest.id}`);
    await dueNow(made, guest);
    expect((await linesOf(guest, 'reminder', 1))[0]).toMatchObject(NOTHING_SHOWN);
  });

  it('of a reply is shown to members of its channel who do not follow the thread', async () => {
    const { message } = await ana.post(channelId, 'a question');
    const bruno = await Person.register(server);
    await ana.invite(channelId, bruno.id);
    const answer = { clientId: noSuchId(), body: 'the answer', threadId: message.id };
    const reply = succeeded(SentMessage, await ana.call('POST', `/channels/${channelId}/messages`, answer)).message;
    await dueNow(await remind(bruno, { messageId: reply.id, remindAt: inMs(HOUR_MS) }), bruno);
    const shown = { title: 'Reminder: a message (#plans)', body: 'the answer' };
    expect((await linesOf(bruno, 'reminder', 1))[0]).toMatchObject(shown);
  });

  it('that was told is snoozed by another time, and told again', async () => {
    const made = await remind(ana, { text: 'stretch', remindAt: inMs(HOUR_MS) });
    await dueNow(made);
    const before = (await linesOf(ana, 'reminder', 1)).length;
    const remindAt = inMs(2 * HOUR_MS);
    const snoozed = succeeded(Reminder, await ana.call('PATCH', `/reminders/${made.id}`, { remindAt }));
    expect(snoozed).toMatchObject({ remindAt, remindedAt: null, text: 'stretch' });
    expect((await listed(ana)).map(({ id }) => id)).toEqual([made.id]);
    await dueNow(snoozed);
    await linesOf(ana, 'reminder', before + 1);
  });

  it('is edited and taken away, on all devices', async () => {
    const { id: reminderId } = await remind(ana, { text: 'tea', remindAt: inMs(HOUR_MS) });
    const edited = await desk.ask(Reminder, 'reminder:edit', { reminderId, text: 'coffee' });
    expect((await told(phone, reminderId, (row) => row?.rev === edited.rev)).reminder).toEqual(edited);
    expect((await phone.request('reminder:delete', { reminderId })).ok).toBe(true);
    await told(desk, reminderId, (row) => row === null);
    expect(await listed(ana)).toEqual([]);
  });

  it('is told once by jobs that run at the same time, and by the sweep where Redis was emptied', async () => {
    const carla = await Person.register(server);
    for (const text of ['one', 'two']) await remind(carla, { text, remindAt: inMs(HOUR_MS) });
    await server.emptyRedis();
    await server.db.query(`UPDATE reminders SET remind_at = now() WHERE user_id = $1`, [carla.id]);
    const bell = server.worker.get(ReminderBell, { strict: false });
    await Promise.all([1, 2, 3].map(() => bell.run(carla.id)));
    await remind(carla, { text: 'three', remindAt: inMs(3000) });
    await server.emptyRedis();
    const lines = await linesOf(carla, 'reminder', 3);
    expect(lines.map(({ title }) => title).toSorted()).toEqual(
      ['one', 'three', 'two'].map((text) => `Reminder: ${text}`),
    );
  });
});

describe('the list', () => {
  it('is in the order of the times, page by page, and is one’s own', async () => {
    const dora = await Person.register(server);
    for (const hour of [2, 3, 1]) await remind(dora, { text: `${hour}`, remindAt: inMs(hour * HOUR_MS) });
    const first = await dora.get(ReminderPage, '/reminders?limit=2');
    const second = await dora.get(ReminderPage, `/reminders?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ text }) => text)).toEqual(['1', '2', '3']);
    expect(second.nextCursor).toBeNull();
    expect(await listed(ana)).toEqual([]);
  });
});

describe('what is refused', () => {
  it('is a reminder of nothing, and of a message that one may not read', async () => {
    const eva = await Person.register(server);
    const hidden = await eva.createChannel({ kind: 'private' });
    const { message } = await eva.post(hidden.id, 'not yours');
    const { message: gone } = await ana.post(channelId, 'soon gone');
    await ana.call('DELETE', `/messages/${gone.id}`);
    const remindAt = inMs(HOUR_MS);
    expect(await refusal({ text: ' ', remindAt })).toMatchObject({
      errors: [{ path: 'text', message: 'must not be empty where there is no message' }],
    });
    for (const [messageId, code] of [
      [message.id, 'not_found'],
      [noSuchId(), 'not_found'],
      [gone.id, 'conflict'],
    ]) {
      expect(await refusal({ messageId, remindAt })).toMatchObject({ code });
      expect(await desk.refuse('reminder:create', { messageId, remindAt })).toMatchObject({ code });
    }
  });

  it('is somebody else’s reminder', async () => {
    const eva = await Person.register(server);
    const socket = await eva.connect();
    const { id } = await remind(ana, { text: 'mine', remindAt: inMs(HOUR_MS) });
    const calls: Call[] = [
      ['PATCH', `/reminders/${id}`, { text: 'ours' }],
      ['DELETE', `/reminders/${id}`],
    ];
    expect(await answeredOtherwise(eva, calls, 'not_found')).toEqual([]);
    for (const request of ['reminder:edit', 'reminder:delete']) {
      expect(await socket.refuse(request, { reminderId: id })).toMatchObject({ code: 'not_found' });
    }
    await ana.call('DELETE', `/reminders/${id}`);
  });

  it('is one more than a hundred that wait', async () => {
    const eva = await Person.register(server);
    await server.db.query(
      `INSERT INTO reminders (id, user_id, text, remind_at)
       SELECT gen_random_uuid(), $1, 'one of many', now() + interval '1 day' FROM generate_series(1, 99)`,
      [eva.id],
    );
    const input = { text: 'one more', remindAt: inMs(HOUR_MS) };
    const answers = await Promise.all([1, 2, 3].map(() => eva.call('POST', '/reminders', input)));
    expect(statusesOf(answers)).toEqual([201, 409, 409]);
  });
});
