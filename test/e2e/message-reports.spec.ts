import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MyChannel } from '../../src/contract/channels.js';
import { SentMessage } from '../../src/contract/messages.js';
import { MessageReport, MessageReportPage, Reported } from '../../src/contract/moderation.js';
import { NotificationPage } from '../../src/contract/notifications.js';
import { migrationOptions } from '../../src/core/database/database.options.js';
import { ReportsOfReplies1700000000063 } from '../../src/core/database/migrations/1700000000063-reports-of-replies.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { noSuchId, Person } from '../support/factories.js';
import { done } from '../support/jobs.js';
import { problemOf, statusesOf, succeeded } from '../support/rest.js';

let server: Server;
let admin: Person;
let ana: Person;
let moderator: Person;
let bruno: Person;
let carla: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true });
  admin = await Person.register(server);
  ana = await Person.register(server);
  moderator = await Person.register(server);
  bruno = await Person.register(server);
  carla = await Person.register(server);
});
afterAll(() => server.stop());

async function moderated(fields: Record<string, unknown> = {}): Promise<string> {
  const { id } = await ana.createChannel(fields, [bruno, carla]);
  await ana.invite(id, moderator.id, 'moderator');
  return id;
}

const report = (by: Person, messageId: string, body: object = { reason: 'spam' }, instance = 0) =>
  by.call('POST', `/messages/${messageId}/reports`, body, { instance });
const reported = async (by: Person, messageId: string) => succeeded(Reported, await report(by, messageId));
const queue = async (by: Person, channelId: string, query = '') =>
  (await by.get(MessageReportPage, `/channels/${channelId}/reports${query}`)).items;
/** A reply in the thread of that message, or of a new one. */
const reply = async (by: Person, channelId: string, body: string, root?: string) => {
  const threadId = root ?? (await ana.post(channelId, 'a question')).message.id;
  const input = { clientId: crypto.randomUUID(), body, threadId };
  return succeeded(SentMessage, await by.call('POST', `/channels/${channelId}/messages`, input)).message;
};
/** Reports that the server's administrators see. */
const forServer = async () => (await admin.get(MessageReportPage, '/admin/reports?limit=100')).items;
const resolve = (by: Person, id: string, body: object, instance = 0) =>
  by.call('PATCH', `/reports/${id}`, body, { instance });
const reportLines = async (person: Person) =>
  (await person.get(NotificationPage, '/notifications')).items.filter(({ kind }) => kind === 'report');

describe('a report', () => {
  it('keeps what the message said, for the moderators, whatever becomes of it', async () => {
    const id = await moderated();
    const { message } = await bruno.post(id, 'an insult');
    const socket = await carla.connect({ instance: 1 });
    const first = await socket.ask(Reported, 'message:report', {
      messageId: message.id,
      reason: 'harassment',
      comment: 'not nice',
    });
    socket.close();
    await bruno.call('PATCH', `/messages/${message.id}`, { body: 'a compliment' });
    const outsider = await Person.register(server);
    const second = await reported(outsider, message.id);
    await bruno.call('DELETE', `/messages/${message.id}`);
    for (const judge of [ana, moderator, admin]) {
      expect(await queue(judge, id)).toMatchObject([
        { id: second.id, body: 'a compliment', reason: 'spam', comment: '', reporterId: outsider.id },
        {
          id: first.id,
          messageId: message.id,
          seq: 1,
          authorId: bruno.id,
          body: 'an insult',
          reason: 'harassment',
          comment: 'not nice',
          reporterId: carla.id,
          state: 'open',
          outcome: null,
          resolvedBy: null,
        },
      ]);
    }
    const [one] = await queue(ana, id, '?limit=1');
    expect(await queue(ana, id, `?limit=1&cursor=${one?.id}`)).toMatchObject([{ id: first.id }]);
  });

  it('is taken once from each reporter, of what others said', async () => {
    const id = await moderated();
    const { message } = await bruno.post(id, 'once');
    const both = await Promise.all([report(carla, message.id), report(carla, message.id, { reason: 'other' }, 1)]);
    expect(statusesOf(both)).toEqual([201, 409]);
    expect(await queue(ana, id)).toHaveLength(1);
    expect((await report(bruno, message.id)).status).toBe(409);
    await bruno.call('DELETE', `/messages/${message.id}`);
    expect((await report(ana, message.id)).status).toBe(409);
    expect((await report(ana, noSuchId())).status).toBe(404);
  });

  it('of a private channel is for those who read it, and its moderators alone see it', async () => {
    const id = await moderated({ kind: 'private' });
    const { message } = await bruno.post(id, 'among ourselves');
    const outsider = await Person.register(server);
    expect((await report(outsider, message.id)).status).toBe(404);
    const { id: reportId } = await reported(carla, message.id);
    expect((await carla.call('GET', `/channels/${id}/reports`)).status).toBe(403);
    expect((await carla.call('GET', '/admin/reports')).status).toBe(403);
    expect((await resolve(carla, reportId, { outcome: 'dismissed' })).status).toBe(403);
    for (const person of [admin, outsider]) {
      expect((await person.call('GET', `/channels/${id}/reports`)).status).toBe(404);
      expect((await resolve(person, reportId, { outcome: 'dismissed' })).status).toBe(404);
    }
    const { items } = await admin.get(MessageReportPage, '/admin/reports?limit=100');
    expect(items.map((item) => item.id)).not.toContain(reportId);
    expect(await queue(ana, id)).toHaveLength(1);
  });

  it('of a direct channel is for the administrators, who can do nothing there', async () => {
    const direct = await carla.call('POST', '/channels/direct', { userIds: [bruno.id] });
    const { id } = succeeded(MyChannel, direct);
    const { message } = await bruno.post(id, 'a threat');
    const { id: reportId } = await reported(carla, message.id);
    const { items } = await admin.get(MessageReportPage, '/admin/reports?limit=100');
    expect(items.find((item) => item.id === reportId)).toMatchObject({ body: 'a threat', channelId: id });
    expect((await carla.call('GET', `/channels/${id}/reports`)).status).toBe(409);
    expect((await resolve(admin, reportId, { outcome: 'deleted' })).status).toBe(409);
    const handled = await resolve(admin, reportId, { outcome: 'handled', note: 'talked to both' });
    expect(MessageReport.parse(handled.body)).toMatchObject({ state: 'resolved', outcome: 'handled' });
    await until('an administrator is told', async () => (await reportLines(admin)).length > 0, 30_000);
    expect((await admin.call('GET', `/channels/${id}`)).status).toBe(404);
  });

  it('is shown to nobody about their own messages', async () => {
    const id = await moderated();
    const { message } = await moderator.post(id, 'a moderator may err');
    const { id: reportId } = await reported(carla, message.id);
    expect(await queue(moderator, id)).toEqual([]);
    expect((await resolve(moderator, reportId, { outcome: 'dismissed' })).status).toBe(404);
    expect(await queue(ana, id)).toMatchObject([{ id: reportId }]);
  });

  it('reaches those who moderate as a notification, with the reporter unnamed', async () => {
    const id = await moderated();
    const socket = await moderator.connect({ instance: 1 });
    const { message } = await bruno.post(id, 'for the moderators');
    await reported(carla, message.id);
    const line = await socket.event('notification', (event) => event.kind === 'report' && event.channelId === id);
    expect(line).toMatchObject({ actorIds: [], messageId: null, path: `/c/${id}?panel=moderation` });
    expect(JSON.stringify(line)).not.toMatch(new RegExp(`${carla.id}|for the moderators`));
    socket.close();
    await until('the owner too', async () => (await reportLines(ana)).some((l) => l.channelId === id), 30_000);
    expect((await reportLines(bruno)).length + (await reportLines(carla)).length).toBe(0);
  });
});

describe('a report of a reply', () => {
  it('is for those who moderate the channel of its thread, and of a private one for nobody else', async () => {
    const [open, secret] = [await moderated(), await moderated({ kind: 'private' })];
    const reports = new Map<string, string>();
    for (const id of [open, secret]) {
      const message = await reply(bruno, id, 'an insult in a thread');
      const { id: reportId } = await reported(carla, message.id);
      reports.set(id, reportId);
      const shown = { id: reportId, body: 'an insult in a thread', channelId: message.channelId, parentId: id };
      for (const judge of [ana, moderator]) expect(await queue(judge, id)).toMatchObject([shown]);
    }
    const seen = (await forServer()).map((item) => item.id);
    expect(seen).toContain(reports.get(open));
    expect(seen).not.toContain(reports.get(secret));
    expect((await resolve(admin, reports.get(secret) ?? '', { outcome: 'dismissed' })).status).toBe(404);
    expect((await resolve(carla, reports.get(secret) ?? '', { outcome: 'dismissed' })).status).toBe(403);
    expect((await resolve(admin, reports.get(open) ?? '', { outcome: 'dismissed' })).status).toBe(200);
  });

  it('reaches them as a notification of the channel, and no administrator', async () => {
    const id = await moderated({ kind: 'private' });
    const told = (await reportLines(admin)).length;
    await reported(carla, (await reply(bruno, id, 'for the moderators')).id);
    const ofChannel = (line: { channelId: string | null }) => line.channelId === id;
    for (const judge of [ana, moderator]) {
      await until('a moderator is told', async () => (await reportLines(judge)).some(ofChannel), 30_000);
    }
    expect((await reportLines(ana)).find(ofChannel)?.path).toBe(`/c/${id}?panel=moderation`);
    expect(await reportLines(admin)).toHaveLength(told);
  });

  it('is resolved by what its moderators do in the channel', async () => {
    const dora = await Person.register(server);
    const id = await moderated();
    await ana.invite(id, dora.id);
    const root = (await ana.post(id, 'a question')).message.id;
    const messages = [await reply(dora, id, 'one', root), await reply(dora, id, 'two', root)];
    messages.push(await reply(dora, id, 'three', root));
    const [first, second, third] = await Promise.all(messages.map((message) => reported(carla, message.id)));
    const ends = new Date(Date.now() + 3_600_000).toISOString();
    expect((await resolve(moderator, first?.id ?? '', { outcome: 'deleted', note: 'rude' })).status).toBe(200);
    expect((await resolve(moderator, second?.id ?? '', { outcome: 'muted', until: ends })).status).toBe(200);
    expect((await resolve(moderator, third?.id ?? '', { outcome: 'banned', note: 'spam' })).status).toBe(200);
    expect((await ana.history(root)).items.map(({ body }) => body)).toEqual(['', 'two', 'three']);
    expect((await dora.call('GET', `/channels/${id}`)).status).toBe(404);
    expect(await queue(ana, id)).toEqual([]);
    const { rows } = await server.db.query<{ action: string }>(
      'SELECT action FROM audit_log WHERE target = $1 ORDER BY id',
      [id],
    );
    const acts = [
      'messages.delete',
      'reports.resolve',
      'members.mute',
      'reports.resolve',
      'bans.set',
      'reports.resolve',
    ];
    expect(rows.map(({ action }) => action)).toEqual(acts);
  });

  it('of a direct channel is for the administrators, who can do nothing there', async () => {
    const direct = await ana.call('POST', '/channels/direct', { userIds: [bruno.id] });
    const { id } = succeeded(MyChannel, direct);
    const { id: reportId } = await reported(ana, (await reply(bruno, id, 'a threat in a thread')).id);
    expect(await forServer()).toContainEqual(expect.objectContaining({ id: reportId, parentId: id }));
    for (const outcome of ['deleted', 'banned']) expect((await resolve(admin, reportId, { outcome })).status).toBe(409);
    expect((await resolve(admin, reportId, { outcome: 'handled' })).status).toBe(200);
  });

  it('that the release before stored is set right', async () => {
    const [open, secret] = [await moderated(), await moderated({ kind: 'private' })];
    const ids = new Map<string, string>();
    for (const id of [open, secret]) ids.set(id, (await reported(carla, (await reply(bruno, id, 'long ago')).id)).id);
    const { message } = await bruno.post(secret, 'no reply');
    await reported(carla, message.id);
    const source = await new DataSource(migrationOptions(server.env['DATABASE_URL'] ?? '')).initialize();
    const db = source.createQueryRunner();
    try {
      const migration = new ReportsOfReplies1700000000063();
      await migration.down(db);
      await db.query('UPDATE message_reports SET for_server = true WHERE id = ANY($1)', [[...ids.values()]]);
      await migration.up(db);
    } finally {
      await db.release();
      await source.destroy();
    }
    expect((await queue(ana, open)).map((item) => item.id)).toEqual([ids.get(open)]);
    expect(await queue(ana, secret)).toMatchObject([
      { messageId: message.id, parentId: null },
      { id: ids.get(secret), parentId: secret },
    ]);
    const seen = (await forServer()).map((item) => item.id);
    expect(seen).toContain(ids.get(open));
    expect(seen).not.toContain(ids.get(secret));
  });
});

describe('to resolve a report', () => {
  it('closes all that are open of the message, once', async () => {
    const id = await moderated();
    const { message } = await bruno.post(id, 'harmless');
    const one = await reported(carla, message.id);
    const two = await reported(ana, message.id);
    const both = await Promise.all([
      resolve(moderator, one.id, { outcome: 'dismissed', note: 'harmless' }),
      resolve(ana, two.id, { outcome: 'dismissed', note: 'harmless' }, 1),
    ]);
    expect(statusesOf(both)).toEqual([200, 409]);
    expect(await queue(ana, id)).toEqual([]);
    const closed = await queue(ana, id, '?state=resolved');
    expect(closed.map((item) => [item.id, item.outcome, item.note])).toEqual([
      [two.id, 'dismissed', 'harmless'],
      [one.id, 'dismissed', 'harmless'],
    ]);
    expect((await bruno.history(id)).items).toMatchObject([{ body: 'harmless' }]);
  });

  it('by deleting does what the moderator may do, and says why', async () => {
    const id = await moderated();
    const { message } = await bruno.post(id, 'to be deleted');
    const { id: reportId } = await reported(carla, message.id);
    const answer = await resolve(moderator, reportId, { outcome: 'deleted', note: 'against the rules' });
    expect(MessageReport.parse(answer.body)).toMatchObject({ outcome: 'deleted', resolvedBy: moderator.id });
    expect((await bruno.history(id)).items).toMatchObject([{ body: '' }]);
    const removal = await bruno.call('GET', `/messages/${message.id}/removal`);
    expect(removal.body).toMatchObject({ reason: 'against the rules' });
    const { rows } = await server.db.query<{ action: string }>(
      'SELECT action FROM audit_log WHERE target = $1 ORDER BY id',
      [id],
    );
    expect(rows.map(({ action }) => action)).toEqual(['messages.delete', 'reports.resolve']);
  });

  it('by deleting closes it too where somebody deleted the message before', async () => {
    const id = await moderated();
    const { message } = await bruno.post(id, 'gone soon');
    const { id: reportId } = await reported(carla, message.id);
    await bruno.call('DELETE', `/messages/${message.id}`);
    expect((await resolve(moderator, reportId, { outcome: 'deleted' })).status).toBe(200);
  });

  it('by a ban keeps the author out, as far as the caller may', async () => {
    const id = await moderated();
    const { message } = await bruno.post(id, 'spam again');
    const { id: reportId } = await reported(carla, message.id);
    const { message: owners } = await ana.post(id, 'an owner is no prey of moderators');
    const ofOwner = await reported(carla, owners.id);
    expect((await resolve(moderator, ofOwner.id, { outcome: 'banned' })).status).toBe(403);
    expect((await queue(moderator, id)).map((item) => item.id)).toEqual([ofOwner.id, reportId]);
    const ends = { until: new Date(Date.now() + 3_600_000).toISOString() };
    expect((await resolve(moderator, reportId, { outcome: 'banned', note: 'spam', ...ends })).status).toBe(200);
    expect((await bruno.call('GET', `/channels/${id}`)).status).toBe(404);
    expect(problemOf(await resolve(moderator, ofOwner.id, { outcome: 'deleted', ...ends })).errors).toMatchObject([
      { path: 'until' },
    ]);
  });
});

it('what was reported goes when the message would', async () => {
  const { id } = await ana.createChannel({ kind: 'private' }, [bruno, carla]);
  const { message: kept } = await bruno.post(id, 'old and kept');
  const { message: deleted } = await bruno.post(id, 'old and deleted');
  const { message: young } = await bruno.post(id, 'young');
  for (const { id: messageId } of [kept, deleted, young]) await reported(carla, messageId);
  await ana.call('DELETE', `/messages/${deleted.id}?reason=rude`);
  await server.db.query(
    `UPDATE messages SET created_at = now() - interval '40 days' WHERE channel_id = $1 AND seq < 3`,
    [id],
  );
  await ana.call('PATCH', `/channels/${id}`, { retentionDays: 30 });
  await done(admin, '/jobs/schedules/retention/run');
  expect(await queue(ana, id)).toMatchObject([{ body: 'young' }]);
  const { rows } = await server.db.query('SELECT FROM removals WHERE channel_id = $1', [id]);
  expect(rows).toHaveLength(0);
});

it('nobody reports more than REPORT_RATE, whatever the door and instance', async () => {
  const limited = await Server.start({ instances: 2, env: { REPORT_RATE: '2/1h' } });
  try {
    const author = await Person.register(limited);
    const reporter = await Person.register(limited);
    const { id } = await author.createChannel();
    const messages = [await author.post(id, 'one'), await author.post(id, 'two'), await author.post(id, 'three')];
    const [one = '', two = '', three = ''] = messages.map(({ message }) => message.id);
    expect((await report(reporter, one)).status).toBe(201);
    expect((await report(reporter, two, { reason: 'spam' }, 1)).status).toBe(201);
    expect((await report(reporter, three)).status).toBe(429);
    const socket = await reporter.connect({ instance: 1 });
    expect(await socket.refuse('message:report', { messageId: three, reason: 'spam' })).toMatchObject({
      code: 'rate_limited',
    });
  } finally {
    await limited.stop();
  }
});
