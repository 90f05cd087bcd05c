import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { Server } from '../support/app.js';
import { answeredOtherwise, Person } from '../support/factories.js';
import { done, download } from '../support/jobs.js';
import { ruleOf } from './input/rest-input.js';

const Row = z.object({ section: z.string(), key: z.string(), name: z.string(), messages: z.coerce.number() });

let server: Server;
let admin: Person;
let ana: Person;
let [open, secret, direct] = ['', '', ''];

/** Messages that were sent at this time, with ids of that time as the server makes them. */
async function said(channelId: string, authorId: string, at: string, count: number): Promise<void> {
  const { rows } = await server.db.query<{ seq: number }>(
    'UPDATE channels SET seq = seq + $2, rev = rev + $2 WHERE id = $1 RETURNING seq',
    [channelId, count],
  );
  await server.db.query(
    `INSERT INTO messages (channel_id, seq, rev, id, author_id, client_id, body, html, created_at)
     SELECT $1, n, n, uuidv7($3::timestamptz - clock_timestamp()), $2, gen_random_uuid(), 'x', '<p>x</p>', $3
     FROM generate_series($4::int - $5::int + 1, $4::int) n`,
    [channelId, authorId, at, rows[0]?.seq, count],
  );
}

beforeAll(async () => {
  server = await Server.start({ worker: true });
  admin = await Person.register(server);
  ana = await Person.register(server, { displayName: '<b>Ana</b>' });
  open = (await ana.createChannel({ name: 'in the open' })).id;
  secret = (await ana.createChannel({ name: 'top secret', kind: 'private' })).id;
  const made = await ana.call('POST', '/channels/direct', { userIds: [admin.id] });
  direct = z.object({ id: z.string() }).parse(made.body).id;
  await said(open, ana.id, '2026-01-31T23:59:59.900Z', 50);
  await said(open, ana.id, '2026-02-01T00:00:00.100Z', 3);
  await said(open, admin.id, '2026-02-01T12:00:00Z', 2);
  await said(secret, ana.id, '2026-02-03T01:30:00Z', 4);
  await said(direct, admin.id, '2026-02-03T23:59:59.900Z', 1);
  await said(open, ana.id, '2026-02-04T00:00:00.100Z', 50);
});
afterAll(() => server.stop());

const report = async (format: string) => {
  const job = await done(admin, '/reports/activity', { from: '2026-02-01', to: '2026-02-03', format });
  return { job, text: (await download(server, job)).text };
};

it('a report counts the messages of its days, by day, channel and person', async () => {
  const { job, text } = await report('csv');
  expect(job.result).toEqual({ messages: 10, channels: 3, users: 2 });
  const rows = z.array(Row).parse(parse(text, { columns: true }));
  const section = (name: string) =>
    rows.flatMap((row) => (row.section === name ? [[row.key, row.name, row.messages]] : []));
  expect(section('day')).toEqual([
    ['2026-02-01', '', 5],
    ['2026-02-02', '', 0],
    ['2026-02-03', '', 5],
  ]);
  // The names of what administrators may not look into stay untold.
  expect(section('channel')).toEqual([
    [open, 'in the open', 5],
    ['', '(private channels)', 4],
    ['', '(direct channels)', 1],
  ]);
  expect(section('user').map(([key, , messages]) => [key, messages])).toEqual([
    [ana.id, 7],
    [admin.id, 3],
  ]);
});

it('as HTML it shows a chart with a bar for each day, and names as text', async () => {
  const { text } = await report('html');
  const bars = [...text.matchAll(/<rect [^>]*height="([\d.]+)"><title>([\d-]+: \d+)<\/title>/g)];
  expect(bars.map(([, height, title]) => [Number(height), title])).toEqual([
    [160, '2026-02-01: 5'],
    [0, '2026-02-02: 0'],
    [160, '2026-02-03: 5'],
  ]);
  expect(text).toContain('&lt;b&gt;Ana&lt;/b&gt;');
  expect(text).not.toMatch(/<b>|top secret/);
});

it('only administrators order one', async () => {
  const body = { from: '2026-02-01', to: '2026-02-03', format: 'csv' };
  expect(await answeredOtherwise(ana, [['POST', '/reports/activity', body]], 'forbidden')).toEqual([]);
});

const ask = (from: string, to: string) => admin.call('POST', '/reports/activity', { from, to, format: 'csv' });

it('its days come in order, and are not too many', async () => {
  expect(ruleOf(await ask('2026-02-02', '2026-02-01'), 'to')).toBe('must not be before from');
  expect(ruleOf(await ask('2024-01-01', '2026-02-01'), 'to')).toMatch(/at most 366 days/);
});
