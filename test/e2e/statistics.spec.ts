import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { StatisticsService } from '../../src/messages/statistics.service.js';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';
import { done, onlyWhenAsked } from '../support/jobs.js';
import { QueryPlans } from '../support/query-plans.js';

const NOTHING = { channels: 0, days: 0, messages: 0 };
/** More than a statement reads. */
const MANY = 12_000;

let server: Server;
let admin: Person;
let ana: Person;
let plans: QueryPlans;

beforeAll(async () => {
  plans = new QueryPlans();
  server = await Server.start({ worker: true });
  admin = await Person.register(server);
  await onlyWhenAsked(admin, 'statistics');
  ana = await Person.register(server);
});
afterAll(async () => {
  plans.stop();
  await server.stop();
});

beforeEach(() => rollUp());

const rollUp = async () => (await done(admin, '/jobs/schedules/statistics/run')).result;
const newChannel = async () => (await ana.createChannel()).id;

/** The next messages of the channel, sent `days` ago at this time of the day in UTC. */
async function said(channelId: string, author: Person, days: number, time: string, count = 1): Promise<void> {
  const { rows } = await server.db.query<{ seq: number }>(
    'UPDATE channels SET seq = seq + $2, rev = rev + $2 WHERE id = $1 RETURNING seq',
    [channelId, count],
  );
  await server.db.query(
    `INSERT INTO messages (channel_id, seq, rev, id, author_id, client_id, body, html, created_at)
     SELECT $1, n, n, gen_random_uuid(), $2, gen_random_uuid(), 'x', '<p>x</p>',
            (date_trunc('day', now(), 'UTC') AT TIME ZONE 'UTC' - make_interval(days => $3) + $4::time) AT TIME ZONE 'UTC'
     FROM generate_series($5::int - $6::int + 1, $5::int) n`,
    [channelId, author.id, days, time, rows[0]?.seq, count],
  );
  // Nobody is to be told of them, which would be work beside what is looked at.
  await server.db.query(
    `INSERT INTO log_cursors (consumer, channel_id, seq) VALUES ('notifications', $1, $2)
     ON CONFLICT (consumer, channel_id) DO UPDATE SET seq = EXCLUDED.seq`,
    [channelId, rows[0]?.seq],
  );
}

/** As `[how many days ago, messages, authors]`, the oldest day first. */
async function figures(channelId: string): Promise<[number, number, number][]> {
  const { rows } = await server.db.query<{ ago: number; messages: number; authors: number }>(
    `SELECT (now() AT TIME ZONE 'UTC')::date - day AS ago, messages, authors FROM daily_statistics
     WHERE channel_id = $1 ORDER BY day`,
    [channelId],
  );
  return rows.map(({ ago, messages, authors }) => [ago, messages, authors]);
}

/** Every row with its version: one that was written again is another. */
async function versions(): Promise<unknown[]> {
  const { rows } = await server.db.query<Record<string, unknown>>(
    'SELECT s.*, s.xmin, s.ctid FROM daily_statistics s ORDER BY day, channel_id',
  );
  return rows;
}

it('days that are over are counted by channel, from their first moment to their last', async () => {
  const [one, other] = [await newChannel(), await newChannel()];
  await said(one, ana, 5, '00:00:00', 2);
  await said(one, admin, 5, '23:59:59.999', 1);
  await said(one, ana, 4, '00:00:00', 4);
  await said(one, ana, 1, '23:59:59.999', 3);
  await said(one, ana, 0, '00:00:00', 7);
  await said(other, admin, 4, '12:00:00', 1);
  expect(await rollUp()).toEqual({ channels: 2, days: 4, messages: 11 });
  expect(await figures(one)).toEqual([
    [5, 3, 2],
    [4, 4, 1],
    [1, 3, 1],
  ]);
  expect(await figures(other)).toEqual([[4, 1, 1]]);
});

it('a second run changes nothing', async () => {
  const id = await newChannel();
  await said(id, ana, 2, '12:00:00', 3);
  await said(id, ana, 0, '00:00:00', 2);
  await rollUp();
  const before = await versions();
  expect(before.length).toBeGreaterThan(0);
  expect(await rollUp()).toEqual(NOTHING);
  expect(await versions()).toEqual(before);
});

it('messages that came later are counted by the next run', async () => {
  const [moving, resting] = [await newChannel(), await newChannel()];
  await said(moving, ana, 5, '12:00:00', 3);
  await said(resting, ana, 5, '12:00:00', 1);
  await rollUp();
  await said(moving, ana, 3, '12:00:00', 2);
  await said(moving, admin, 3, '13:00:00', 1);
  expect(await rollUp()).toEqual({ channels: 1, days: 1, messages: 3 });
  expect(await figures(moving)).toEqual([
    [5, 3, 1],
    [3, 3, 2],
  ]);
  expect(await figures(resting)).toEqual([[5, 1, 1]]);
});

it('a day of which a part was counted is counted anew as a whole', async () => {
  const id = await newChannel();
  await said(id, ana, 4, '12:00:00', 2);
  await said(id, ana, 3, '08:00:00', 3);
  await said(id, admin, 3, '09:00:00', 1);
  await rollUp();
  await said(id, ana, 3, '23:59:59', 2);
  await said(id, ana, 2, '01:00:00', 1);
  expect(await rollUp()).toEqual({ channels: 1, days: 2, messages: 7 });
  expect(await figures(id)).toEqual([
    [4, 2, 1],
    [3, 6, 2],
    [2, 1, 1],
  ]);
});

it('messages count as they were sent, whatever was deleted since', async () => {
  const id = await newChannel();
  await said(id, ana, 2, '12:00:00', 5);
  await server.db.query(
    `UPDATE messages SET deleted_at = now(), body = '', html = '', change_kind = 'deleted' WHERE channel_id = $1 AND seq < 4`,
    [id],
  );
  await rollUp();
  expect(await figures(id)).toEqual([[2, 5, 1]]);
});

it('a day of many messages is counted over several statements, and none of them reads all messages', async () => {
  const id = await newChannel();
  await said(id, ana, 3, '08:00:00', 10);
  await said(id, ana, 2, '08:00:00', MANY - 20);
  await said(id, admin, 2, '09:00:00', MANY);
  await said(id, ana, 1, '08:00:00', 30);
  await server.db.query('ANALYZE messages');
  const service = server.worker.get(StatisticsService, { strict: false });
  const today = new Date(new Date().setUTCHours(0, 0, 0, 0));
  const work = async () => {
    const place = (await service.behind(null, 1000)).find(({ channelId }) => channelId === id);
    if (!place) throw new Error('nothing is to be counted');
    await service.rollUp(place, today, new AbortController().signal, () => undefined);
  };
  expect(await plans.ownSequentialScans(server.db, ['messages'], work)).toEqual([]);
  expect(plans.count).toBeGreaterThan(0);
  expect(await figures(id)).toEqual([
    [3, 10, 1],
    [2, 2 * MANY - 20, 2],
    [1, 30, 1],
  ]);
  expect(await rollUp()).toEqual(NOTHING);
});

it('two runs at once count everything once', async () => {
  const ids = [await newChannel(), await newChannel(), await newChannel()];
  for (const id of ids) for (const days of [4, 3, 2, 1]) await said(id, ana, days, '12:00:00', days);
  const results = await Promise.all([rollUp(), rollUp()]);
  for (const id of ids) {
    expect(await figures(id)).toEqual([
      [4, 4, 1],
      [3, 3, 1],
      [2, 2, 1],
      [1, 1, 1],
    ]);
  }
  expect(results.reduce((sum, result) => sum + Number(result?.['messages']), 0)).toBe(30);
});
