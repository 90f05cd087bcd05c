import { afterAll, beforeAll, expect, it } from 'vitest';
import { Explanation, NotificationPage } from '../../src/contract/notifications.js';
import { NotificationCleanUpHandler } from '../../src/notifications/notification-clean-up.handler.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { done, onlyWhenAsked } from '../support/jobs.js';
import { QueryPlans } from '../support/query-plans.js';

const DAYS = 30;
const WITHIN_MS = 30_000;
const NOTHING = { notifications: 0, decisions: 0 };
const TABLES = ['notifications', 'notification_events', 'deliveries'];

let server: Server;
let admin: Person;
let ana: Person;
let plans: QueryPlans;

beforeAll(async () => {
  plans = new QueryPlans();
  server = await Server.start({ worker: true, env: { NOTIFICATION_DAYS: String(DAYS), PUSH_AFTER: '3600' } });
  admin = await Person.register(server);
  await onlyWhenAsked(admin, 'notification-clean-up');
  ana = await Person.register(server);
});
afterAll(async () => {
  plans.stop();
  await server.stop();
});

const cleanUp = async () => (await done(admin, '/jobs/schedules/notification-clean-up/run')).result;

interface Lines {
  /** Days since the newest event. */
  age: number;
  state: 'unread' | 'read' | 'archived' | 'archived unread';
  lines?: number;
  events?: number;
}

let revs = 0;

/** Lines of somebody's inbox, each of so many events with a delivery for each. Answers their ids. */
async function stored(person: Person, { age, state, lines = 1, events = 1 }: Lines): Promise<string[]> {
  const { rows } = await server.db.query<{ id: string }>(
    `INSERT INTO notifications (id, user_id, rev, seq, kind, actor_ids, data, critical, in_app, alert, created_at,
       updated_at, read_at, archived_at)
     SELECT gen_random_uuid(), $1, $2::int + n, $2::int + n, 'mention', '{}', '{}', false, true, true,
       now() - interval '1000 days', now() - make_interval(days => $3), CASE WHEN $4 IN ('read', 'archived') THEN now() END,
       CASE WHEN $4 LIKE 'archived%' THEN now() END
     FROM generate_series(1, $5::int) n RETURNING id`,
    [person.id, 1_000_000 + revs, age, state, lines],
  );
  revs += lines;
  const ids = rows.map(({ id }) => id);
  await server.db.query(
    `INSERT INTO notification_events (user_id, event_key, notification_id, kind, rule, circumstances, decided_at)
     SELECT $1, 'of ' || id || ' ' || n, id, 'mention', 'mentioned', '{}', now() - interval '1000 days'
     FROM unnest($2::uuid[]) id, generate_series(1, $3::int) n`,
    [person.id, ids, events],
  );
  await server.db.query(
    `INSERT INTO deliveries (id, user_id, event_key, notification_id, way, state, reason, steps)
     SELECT gen_random_uuid(), $1, 'of ' || id || ' ' || n, id, 'in_app', 'sent', 'inbox', '[]'
     FROM unnest($2::uuid[]) id, generate_series(1, $3::int) n`,
    [person.id, ids, events],
  );
  return ids;
}

/** Decisions to tell nothing. */
async function untold(person: Person, age: number, count: number): Promise<void> {
  await server.db.query(
    `INSERT INTO notification_events (user_id, event_key, rule, circumstances, decided_at)
     SELECT $1, 'untold, ' || $2 || ' days ago: ' || n, 'muted', '{}', now() - make_interval(days => $2::int)
     FROM generate_series(1, $3::int) n`,
    [person.id, String(age), count],
  );
}

/** How many lines, decisions with a line, deliveries and decisions without a line somebody has. */
async function left(person: Person): Promise<number[]> {
  const { rows } = await server.db.query<{ counts: number[] }>(
    `SELECT ARRAY[
       (SELECT count(*) FROM notifications WHERE user_id = $1),
       (SELECT count(*) FROM notification_events WHERE user_id = $1 AND notification_id IS NOT NULL),
       (SELECT count(*) FROM deliveries WHERE user_id = $1),
       (SELECT count(*) FROM notification_events WHERE user_id = $1 AND notification_id IS NULL)]::int[] AS counts`,
    [person.id],
  );
  return rows[0]?.counts ?? [];
}

async function linesOf(person: Person): Promise<string[]> {
  const { rows } = await server.db.query<{ id: string }>('SELECT id FROM notifications WHERE user_id = $1', [
    person.id,
  ]);
  return rows.map(({ id }) => id).toSorted();
}

it('removes what is old and was read or archived, with all that belongs to it, and nothing else', async () => {
  const [bruno, carla] = [await Person.register(server), await Person.register(server)];
  for (const state of ['read', 'archived', 'archived unread'] as const) {
    await stored(bruno, { age: DAYS + 1, state, events: 3 });
  }
  const kept = [
    ...(await stored(bruno, { age: DAYS + 1, state: 'unread', events: 3 })),
    ...(await stored(bruno, { age: 900, state: 'unread' })),
    ...(await stored(bruno, { age: DAYS - 1, state: 'read', events: 2 })),
    ...(await stored(bruno, { age: DAYS - 1, state: 'archived' })),
  ];
  await untold(bruno, DAYS + 1, 4);
  await untold(bruno, DAYS - 1, 2);
  await stored(carla, { age: 1, state: 'read' });
  expect(await cleanUp()).toEqual({ notifications: 3, decisions: 4 });
  expect(await linesOf(bruno)).toEqual(kept.toSorted());
  expect(await left(bruno)).toEqual([4, 7, 7, 2]);
  expect(await left(carla)).toEqual([1, 1, 1, 0]);
  expect(await cleanUp()).toEqual(NOTHING);
  expect(await linesOf(bruno)).toEqual(kept.toSorted());
});

it('removes any number, by index, and goes on where a run was interrupted', async () => {
  const dora = await Person.register(server);
  await stored(dora, { age: 900, state: 'unread', lines: 5000 });
  await stored(dora, { age: DAYS + 2, state: 'read', lines: 2300 });
  await stored(dora, { age: DAYS + 3, state: 'read', lines: 2, events: 2500 });
  await stored(dora, { age: 1, state: 'read', lines: 3000 });
  await untold(dora, DAYS + 1, 2100);
  await untold(dora, 1, 3000);
  await server.db.query(`ANALYZE ${TABLES.join(', ')}`);
  const stop = new AbortController();
  const context = {
    jobId: '',
    owner: null,
    signal: stop.signal,
    progress: (removed: number) => removed > 0 && stop.abort(new Error('the worker stops')),
    store: () => Promise.reject(new Error('makes no file')),
  };
  const handler = server.worker.get(NotificationCleanUpHandler, { strict: false });
  await expect(handler.run({}, context)).rejects.toThrow('the worker stops');
  expect(await left(dora)).toEqual([9302, 9302, 9302, 5100]);
  const again = { ...context, signal: new AbortController().signal, progress: () => undefined };
  const results: unknown[] = [];
  const work = async () => results.push(await handler.run({}, again));
  expect(await plans.ownSequentialScans(server.db, TABLES, work)).toEqual([]);
  expect(results).toEqual([{ notifications: 1302, decisions: 2100 }]);
  expect(await left(dora)).toEqual([8000, 8000, 8000, 3000]);
});

it('the question why says so where the answer is gone, and nobody is told again', async () => {
  const bruno = await Person.register(server);
  const { id } = await ana.createChannel({}, [bruno]);
  const { message } = await ana.post(id, `@${bruno.username}`);
  const path = `/notifications/explain?messageId=${message.id}&userId=${bruno.id}`;
  await until('told', async () => (await bruno.get(Explanation, path)).told, WITHIN_MS);
  await bruno.call('POST', '/notifications/read-all');
  const age = `now() - make_interval(days => ${DAYS + 1})`;
  await server.db.query(`UPDATE messages SET created_at = ${age} WHERE id = $1`, [message.id]);
  await server.db.query(`UPDATE notifications SET updated_at = ${age} WHERE message_id = $1`, [message.id]);
  expect(await cleanUp()).toEqual({ notifications: 1, decisions: 0 });
  expect(await bruno.get(Explanation, path)).toMatchObject({ rule: 'no_longer_kept', decidedAt: null, deliveries: [] });
  const { message: next } = await ana.post(id, `@${bruno.username} again`);
  const told = async () => (await bruno.get(NotificationPage, '/notifications')).items.map((item) => item.messageId);
  await until('the next is told', async () => (await told()).includes(next.id), WITHIN_MS);
  expect(await told()).not.toContain(message.id);
});

it('keeps everything where no number of days is set', async () => {
  await stored(ana, { age: 900, state: 'read', lines: 3 });
  await untold(ana, 900, 2);
  const before = await left(ana);
  await server.stopWorkers();
  await server.addWorker({ NOTIFICATION_DAYS: '0' });
  expect(await cleanUp()).toEqual(NOTHING);
  expect(await left(ana)).toEqual(before);
});
