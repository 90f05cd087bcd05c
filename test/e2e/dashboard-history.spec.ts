import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DashboardHistory } from '../../src/contract/dashboard.js';
import { ActivityHistoryHandler } from '../../src/dashboard/activity-history.handler.js';
import { ActivityHistory } from '../../src/dashboard/activity-history.service.js';
import { HistoryRecorder } from '../../src/dashboard/history-recorder.js';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';
import { QueryPlans } from '../support/query-plans.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let server: Server;
let ana: Person;
let plans: QueryPlans;

beforeAll(async () => {
  // What the server records of itself, and the job of each hour, would be among what is written and made by hand.
  vi.spyOn(HistoryRecorder.prototype, 'onApplicationBootstrap').mockReturnValue();
  vi.spyOn(ActivityHistoryHandler.prototype, 'run').mockResolvedValue({ hours: 0, removed: 0 });
  // A pool's connections keep the function with which they were made.
  plans = new QueryPlans();
  // The table is written to by hand, which nothing that is kept hears of.
  server = await Server.start({ worker: true, env: { CACHE_MEMORY_MB: '0' } });
  ana = await Person.register(server);
});
afterAll(async () => {
  plans.stop();
  await server.stop();
  vi.restoreAllMocks();
});

const history = (range: string) => ana.get(DashboardHistory, `/dashboard/history?range=${range}`);
const startOfHour = (time: number) => Math.floor(time / HOUR_MS) * HOUR_MS;

async function record(at: number, people: number, accepted: number, span = 'minute'): Promise<void> {
  await server.db.query('INSERT INTO activity_history (span, at, peaks, counts) VALUES ($1, $2, $3, $4)', [
    span,
    new Date(at),
    { people },
    { accepted, 'deliver/server/0.01..0.05': accepted, 'error/forbidden': 1 },
  ]);
}

it('has a point for each minute of a day, and shows where nobody counted', async () => {
  const minute = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 10 * MINUTE_MS;
  await record(minute, 3, 10);
  await record(minute + 2 * MINUTE_MS, 5, 20);
  const { points, stepSeconds } = await history('24h');
  expect(stepSeconds).toBe(60);
  expect(points).toHaveLength(1440);
  const at = points.findIndex((point) => point.at === new Date(minute).toISOString());
  expect(points.slice(at, at + 3)).toMatchObject([
    { figures: { peak: { people: 3, sockets: 0 }, messages: 10, errors: 1, latency: { p50: 30 }, cacheHitRate: null } },
    { figures: null },
    { figures: { peak: { people: 5 }, messages: 20 } },
  ]);
  await server.db.query('DELETE FROM activity_history');
});

it('rolls minutes up to hours, whatever the number of runs, and before that shows hours made of their minutes', async () => {
  const hour = startOfHour(Date.now()) - 2 * HOUR_MS;
  for (let i = 0; i < 60; i++) await record(hour + i * MINUTE_MS, i, 2);
  const find = async () => {
    const { points } = await history('30d');
    expect(points).toHaveLength(720);
    return points.find(({ at }) => at === new Date(hour).toISOString())?.figures;
  };
  const expected = { peak: { people: 59 }, messages: 120, errors: 60 };
  expect(await find()).toMatchObject(expected);
  const service = server.worker.get(ActivityHistory, { strict: false });
  for (let run = 0; run < 2; run++) {
    expect(await service.rollUp()).toBe(1);
    expect(await find()).toMatchObject(expected);
  }
  await server.db.query('DELETE FROM activity_history');
});

it('rolls an hour up when its last minute is recorded, and again when more of it is', async () => {
  const service = server.worker.get(ActivityHistory, { strict: false });
  const hour = startOfHour(Date.now()) - 3 * HOUR_MS;
  const end = hour + HOUR_MS;
  const rolledUp = async () => {
    const { rows } = await server.db.query<{ messages: number }>(
      `SELECT (counts->>'accepted')::int AS messages FROM activity_history WHERE span = 'hour'`,
    );
    return rows.map(({ messages }) => messages);
  };
  for (let i = 0; i < 58; i++) await record(hour + i * MINUTE_MS, 1, 2);
  expect(await service.rollUp(new Date(end + MINUTE_MS))).toBe(0);
  await record(end - 2 * MINUTE_MS, 1, 2);
  expect(await service.rollUp(new Date(end + 2 * MINUTE_MS))).toBe(1);
  expect(await rolledUp()).toEqual([118]);
  await record(end - MINUTE_MS, 1, 2);
  expect(await service.rollUp(new Date(end + HOUR_MS))).toBe(1);
  expect(await rolledUp()).toEqual([120]);
  // A part of its minutes is never left: an hour is made of all of them, or stays as it is.
  expect(await service.deleteOld(new Date(end + 25 * HOUR_MS - 30 * MINUTE_MS))).toBe(0);
  expect(await service.deleteOld(new Date(end + 25 * HOUR_MS))).toBe(60);
  expect(await service.rollUp(new Date(end + 25 * HOUR_MS))).toBe(0);
  expect(await rolledUp()).toEqual([120]);
  await server.db.query('DELETE FROM activity_history');
});

it('removes what is older than what it shows, and no minute whose hour is not made', async () => {
  const service = server.worker.get(ActivityHistory, { strict: false });
  const old = startOfHour(Date.now() - 3 * DAY_MS);
  await record(old, 1, 7);
  await record(startOfHour(Date.now() - 40 * DAY_MS), 1, 1, 'hour');
  expect(await service.deleteOld()).toBe(1);
  const { rows } = await server.db.query<{ span: string }>(
    `SELECT span FROM activity_history WHERE at < now() - interval '1 day'`,
  );
  expect(rows).toEqual([{ span: 'minute' }]);
  await server.db.query('DELETE FROM activity_history');
  await record(old, 1, 7);
  expect(await service.rollUp()).toBe(1);
  expect(await service.deleteOld()).toBe(1);
  const { points } = await history('30d');
  expect(points.find(({ at }) => at === new Date(old).toISOString())?.figures?.messages).toBe(7);
  await server.db.query('DELETE FROM activity_history');
});

it('is rolled up and trimmed by a job of its own, every hour', async () => {
  const { rows } = await server.db.query(`SELECT pattern, enabled FROM schedules WHERE name = 'activity-history'`);
  expect(rows).toEqual([{ pattern: '5 * * * *', enabled: true }]);
});

it('and the log are read by index, however long they are', async () => {
  await server.db.query(
    `INSERT INTO activity_history SELECT 'minute', date_trunc('minute', now()) - n * interval '1 minute', '{}', '{}' FROM generate_series(1, 20000) n ON CONFLICT DO NOTHING`,
  );
  await server.db.query(
    `INSERT INTO activity_history SELECT 'hour', date_trunc('hour', now()) - n * interval '1 hour', '{}', '{}' FROM generate_series(1, 20000) n ON CONFLICT DO NOTHING`,
  );
  for (const [table, rest] of [
    ['audit_log', ''],
    ['system_events', ''],
  ] as const) {
    await server.db.query(
      `INSERT INTO ${table} (id, action, target, detail${rest}) SELECT gen_random_uuid(), 'x.y', 'z', '{}' FROM generate_series(1, 20000)`,
    );
  }
  await server.db.query('ANALYZE');
  const tables = ['activity_history', 'audit_log', 'system_events'];
  const calls = [
    '/dashboard/history?range=24h',
    '/dashboard/history?range=30d',
    '/dashboard/log',
    '/dashboard/log?source=system&limit=10',
    '/dashboard/log?cursor=7f000000-0000-4000-8000-000000000000',
  ];
  for (const path of calls) {
    expect(await plans.sequentialScans(server.db, tables, () => ana.call('GET', path))).toEqual([]);
    expect(plans.count).toBeGreaterThan(0);
  }
});
