import { Client } from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';

const CROWD = 500;
const WITHIN_MS = 10_000;

let server: Server;
let ana: Person;
let channelId: string;
/** From before the first connection: each takes the method as it finds it. */
const spy = vi.spyOn(Client.prototype, 'query');

beforeAll(async () => {
  server = await Server.start();
  ana = await Person.register(server);
  ({ id: channelId } = await ana.createChannel());
  for (let i = 0; i < 60; i++) await ana.post(channelId, `message ${i}`);
});
afterAll(async () => {
  spy.mockRestore();
  await server.stop();
});

const Asked = z.union([z.string().transform((text) => ({ text })), z.object({ text: z.string() })]);

const isVersion = (text: string) => text.startsWith('SELECT asked.n') && !text.includes('FROM messages');
/** Every other second an instance compares itself with the database, whoever asks what. */
const isOwn = (text: string) => !/^\s*SELECT/.test(text) || text.startsWith('SELECT id, access_version');

/** What `work` makes the server ask, but for versions: those are asked for all requests that come at one time. */
async function statements(work: () => Promise<unknown>): Promise<string[]> {
  spy.mockClear();
  await work();
  const texts = spy.mock.calls.flatMap(([query]) => Asked.safeParse(query).data?.text ?? []);
  return texts.filter((text) => !isVersion(text) && !isOwn(text));
}

const storm = (path: string) => () =>
  Promise.all(
    Array.from({ length: CROWD }, async () => {
      const { status } = await ana.call('GET', path);
      if (status !== 200) throw new Error(`answered ${status}`);
    }),
  );

/** Index scans of the messages' pages, by PostgreSQL's own count. */
async function pageScans(): Promise<number> {
  const { rows } = await server.db.query<{ scans: string }>(
    `SELECT idx_scan AS scans FROM pg_stat_user_indexes WHERE indexrelname = 'messages_pkey'`,
  );
  return Number(rows[0]?.scans);
}

it('500 equal requests for the newest page make one query for it', async () => {
  await ana.post(channelId, 'what makes it new');
  await until('PostgreSQL has counted', async () => (await pageScans()) === (await pageScans()), WITHIN_MS);
  const before = await pageScans();
  const others = await statements(storm(`/channels/${channelId}/messages`));
  expect(others).toEqual([expect.stringContaining('FROM messages')]);
  await until('counted', async () => (await pageScans()) > before, WITHIN_MS);
  expect(await pageScans()).toBe(before + 1);
});

it.each<[string, number]>([
  ['/users/me', 1],
  ['/channels', 3],
  ['/channels/browse', 1],
])('500 equal requests for %s make the queries of one: %i', async (path, queries) => {
  await ana.call('PATCH', '/users/me', { displayName: `Ana at ${path}` });
  await ana.call('PATCH', `/channels/${channelId}`, { topic: `something else for ${path}` });
  // A write keeps the profile that it made.
  if (path === '/users/me') await server.db.query(`UPDATE users SET display_name = 'Ana' WHERE id = $1`, [ana.id]);
  const others = await statements(storm(path));
  expect(others).toHaveLength(queries);
});

it('a profile that was just changed is kept from that, and asked for by nobody', async () => {
  await ana.call('PATCH', '/users/me', { displayName: 'Ana the written through' });
  const others = await statements(() => ana.call('GET', '/users/me'));
  expect(others).toEqual([]);
});
