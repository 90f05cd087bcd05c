import { afterAll, beforeAll, expect, it } from 'vitest';
import { SyncedChannel } from '../../src/contract/messages.js';
import { Server } from '../support/app.js';
import { answeredOtherwise, Person } from '../support/factories.js';
import { done, fillChannel, onlyWhenAsked } from '../support/jobs.js';
import { problemOf } from '../support/rest.js';

const SERVER_DAYS = 300;
/** More than two batches. */
const OLD = 450;
const YOUNG = 5;

let server: Server;
let admin: Person;
let ana: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true, env: { RETENTION_DAYS: String(SERVER_DAYS) } });
  admin = await Person.register(server);
  await onlyWhenAsked(admin, 'retention');
  ana = await Person.register(server);
});
afterAll(() => server.stop());

/** A channel with messages of `days` ago, and young ones after them. */
async function oldChannel(days: number, retentionDays?: number): Promise<string> {
  const { id } = await ana.createChannel({ kind: 'private' });
  await fillChannel(server, id, ana.id, OLD + YOUNG);
  await server.db.query(
    'UPDATE messages SET created_at = now() - make_interval(days => $2) WHERE channel_id = $1 AND seq <= $3',
    [id, days, OLD],
  );
  if (retentionDays !== undefined) {
    const { status } = await ana.call('PATCH', `/channels/${id}`, { retentionDays });
    if (status !== 200) throw new Error(`answered ${status}`);
  }
  return id;
}
const sweep = async () => (await done(admin, '/jobs/schedules/retention/run')).result;
/** What is left to read, by `seq`. */
async function left(channelId: string): Promise<number[]> {
  const { rows } = await server.db.query<{ seq: number }>(
    `SELECT seq FROM messages WHERE channel_id = $1 AND deleted_at IS NULL AND body <> '' ORDER BY seq`,
    [channelId],
  );
  return rows.map(({ seq }) => seq);
}
const young = Array.from({ length: YOUNG }, (_, i) => OLD + i + 1);

it('what is too old becomes tombstones, as changes that every client is told, in order and without gaps', async () => {
  const id = await oldChannel(31, 30);
  const rev = OLD + YOUNG;
  const all = { userIds: [], groupIds: [], all: 'channel' };
  await server.db.query('UPDATE messages SET mentions = $2 WHERE channel_id = $1 AND seq = 2', [id, all]);
  const sockets = await Promise.all([ana.connect({ instance: 0 }), ana.connect({ instance: 1 })]);
  expect(await sweep()).toEqual({ channels: 1, messages: OLD });
  for (const socket of sockets) {
    await socket.reaches(id, rev + OLD);
    const changes = socket.changesOf(id);
    expect(changes.map((change) => change.rev)).toEqual(Array.from({ length: OLD }, (_, i) => rev + i + 1));
    expect(changes.map(({ message }) => message.seq)).toEqual(Array.from({ length: OLD }, (_, i) => i + 1));
    expect(changes.map(({ mentionsBefore }) => mentionsBefore?.all)).toEqual(
      changes.map(({ message: { seq } }) => (seq === 2 ? 'channel' : 'none')),
    );
    expect(changes.every(({ kind, message }) => kind === 'deleted' && message.body === '' && message.html === '')).toBe(
      true,
    );
  }
  expect(await left(id)).toEqual(young);
  const channel = await ana.channel(id);
  expect([channel.seq, channel.rev]).toEqual([rev, rev + OLD]);
  const synced = await ana.get(SyncedChannel, `/channels/${id}/changes?since=${rev}`);
  expect(synced.changes[0]).toMatchObject({ rev: rev + 1, kind: 'deleted', message: { seq: 1, body: '' } });
});

it('a second run finds nothing to do, and what was deleted before is not deleted again', async () => {
  const id = await oldChannel(31, 30);
  await server.db.query(
    `UPDATE messages SET deleted_at = now(), body = '', html = '', change_kind = 'deleted' WHERE channel_id = $1 AND seq <= 10`,
    [id],
  );
  expect(await sweep()).toEqual({ channels: 1, messages: OLD - 10 });
  const { rev } = await ana.channel(id);
  expect(await sweep()).toEqual({ channels: 0, messages: 0 });
  expect((await ana.channel(id)).rev).toBe(rev);
});

it('with the messages goes what else is kept of them', async () => {
  const id = await oldChannel(31, 30);
  const { items } = await ana.history(id, '?after=0&limit=2');
  for (const { id: messageId } of items) {
    await ana.call('PUT', `/messages/${messageId}/reactions/👍`);
    await ana.call('PUT', `/messages/${messageId}/pin`);
    await ana.call('PATCH', `/messages/${messageId}`, { body: `@${admin.username}, in other words` });
  }
  await server.db.query('INSERT INTO polls (channel_id, seq) VALUES ($1, 1)', [id]);
  await server.db.query(
    `INSERT INTO poll_votes (channel_id, seq, user_id, option_ids, pending, voted_at) VALUES ($1, 1, $2, '{}', true, now())`,
    [id, ana.id],
  );
  await sweep();
  const { items: tombstones } = await ana.history(id, '?after=0&limit=2');
  expect(tombstones).toMatchObject(Array.from({ length: 2 }, () => ({ reactions: [], poll: null, pinnedAt: null })));
  for (const table of ['mentions', 'reactions', 'pins', 'message_edits', 'polls', 'poll_votes']) {
    const { rows } = await server.db.query(`SELECT 1 FROM ${table} WHERE channel_id = $1`, [id]);
    expect({ table, rows }).toEqual({ table, rows: [] });
  }
});

it('of the server’s rule and the channel’s own the stricter one counts', async () => {
  const [beyond, lenient, within] = [
    await oldChannel(SERVER_DAYS + 1),
    await oldChannel(SERVER_DAYS + 1, 1000),
    await oldChannel(SERVER_DAYS - 1),
  ];
  expect(await sweep()).toEqual({ channels: 2, messages: 2 * OLD });
  expect([await left(beyond), await left(lenient)]).toEqual([young, young]);
  expect(await left(within)).toHaveLength(OLD + YOUNG);
  await ana.call('PATCH', `/channels/${within}`, { retentionDays: 7 });
  expect(await sweep()).toEqual({ channels: 1, messages: OLD });
});

it('people go on talking meanwhile', async () => {
  const id = await oldChannel(31, 30);
  const running = sweep();
  for (let i = 0; i < 10; i++) await ana.post(id, `meanwhile ${i}`);
  await running;
  const rows = await left(id);
  expect(rows).toEqual(Array.from({ length: YOUNG + 10 }, (_, i) => OLD + i + 1));
  const { rows: revs } = await server.db.query<{ rev: number }>(
    'SELECT rev FROM messages WHERE channel_id = $1 ORDER BY rev DESC LIMIT $2',
    [id, OLD + 10],
  );
  const head = (await ana.channel(id)).rev;
  expect(revs.map(({ rev }) => rev)).toEqual(Array.from({ length: OLD + 10 }, (_, i) => head - i));
});

it('only owners of a channel set its rule, and take it back', async () => {
  const moderator = await Person.register(server);
  const { id } = await ana.createChannel();
  await ana.invite(id, moderator.id, 'moderator');
  const rule: [string, string, unknown] = ['PATCH', `/channels/${id}`, { retentionDays: 1 }];
  expect(await answeredOtherwise(moderator, [rule], 'forbidden')).toEqual([]);
  await ana.call(...rule);
  expect(await ana.channel(id)).toMatchObject({ retentionDays: 1 });
  await ana.call('PATCH', `/channels/${id}`, { retentionDays: null });
  expect(await ana.channel(id)).toMatchObject({ retentionDays: null });
  const direct = await ana.call('POST', '/channels/direct', { userIds: [moderator.id] });
  const directId = String(Object(direct.body).id);
  expect(problemOf(await ana.call('PATCH', `/channels/${directId}`, { retentionDays: 1 })).code).toBe('conflict');
});

it('replies grow old by the rule of their channel, and what they reply to closes their thread as it goes', async () => {
  const id = await oldChannel(31, 30);
  const { message: root } = await ana.post(id, 'still young');
  const reply = { clientId: crypto.randomUUID(), body: 'an old reply', threadId: root.id };
  expect((await ana.call('POST', `/channels/${id}/messages`, reply)).status).toBe(201);
  await server.db.query(`UPDATE messages SET created_at = now() - interval '31 days' WHERE channel_id = $1`, [root.id]);
  await sweep();
  expect((await ana.history(root.id)).items.map(({ body, deletedAt }) => [body, deletedAt !== null])).toEqual([
    ['', true],
  ]);
  await server.db.query(`UPDATE messages SET created_at = now() - interval '31 days' WHERE id = $1`, [root.id]);
  await server.db.query('UPDATE channels SET expired_seq = $2 WHERE id = $1', [id, root.seq - 1]);
  await sweep();
  expect(problemOf(await ana.call('POST', `/channels/${id}/messages`, { ...reply, clientId: id }))).toMatchObject({
    code: 'conflict',
  });
});
