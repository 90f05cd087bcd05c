import { Client } from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';

const CROWD = 500;
const WITHIN_MS = 30_000;

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

/** In what reads an answer, and in nothing that an instance asks of its own accord, however long a storm takes. */
const READS = {
  messages: 'FROM messages',
  '/users/me': '"UserEntity"."profile_version"',
  '/channels': 'SELECT list.version',
  '/channels/browse': `"kind" = 'public'`,
};

/** How often `work` makes the server read the answer; versions are asked for all requests that come at one time. */
async function readings(of: keyof typeof READS, work: () => Promise<unknown>): Promise<number> {
  spy.mockClear();
  await work();
  const texts = spy.mock.calls.flatMap(([query]) => Asked.safeParse(query).data?.text ?? []);
  return texts.filter((text) => text.includes(READS[of])).length;
}

const storm = (path: string) => () =>
  Promise.all(
    Array.from({ length: CROWD }, async () => {
      const { status } = await ana.call('GET', path);
      if (status !== 200) throw new Error(`answered ${status}`);
    }),
  );

/**
 * Index scans of the messages' pages, by PostgreSQL's own count. A connection tells what it has counted some time later,
 * and at its end in any case.
 */
async function pageScans(): Promise<number> {
  const others = await server.db.query<{ pid: number }>(
    `SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
  );
  const pids = others.rows.map(({ pid }) => pid);
  const left = 'SELECT pid FROM pg_stat_activity WHERE pid = ANY($1)';
  await until('all have told', async () => (await server.db.query(left, [pids])).rows.length === 0, WITHIN_MS);
  const { rows } = await server.db.query<{ scans: string }>(
    `SELECT idx_scan AS scans FROM pg_stat_user_indexes WHERE indexrelname = 'messages_pkey'`,
  );
  return Number(rows[0]?.scans);
}

it('500 equal requests for the newest page make one query for it', async () => {
  await ana.post(channelId, 'what makes it new');
  const before = await pageScans();
  await until('it has new connections', async () => (await ana.call('GET', '/users/me')).status === 200, WITHIN_MS);
  expect(await readings('messages', storm(`/channels/${channelId}/messages`))).toBe(1);
  expect(await pageScans()).toBe(before + 1);
});

it.each(['/users/me', '/channels', '/channels/browse'] as const)(
  '500 equal requests for %s make one query for it',
  async (path) => {
    await ana.call('PATCH', '/users/me', { displayName: `Ana at ${path}` });
    await ana.call('PATCH', `/channels/${channelId}`, { topic: `something else for ${path}` });
    // A write keeps the profile that it made.
    if (path === '/users/me') await server.db.query(`UPDATE users SET display_name = 'Ana' WHERE id = $1`, [ana.id]);
    expect(await readings(path, storm(path))).toBe(1);
  },
);

it('a profile that was just changed is kept from that, and asked for by nobody', async () => {
  await ana.call('PATCH', '/users/me', { displayName: 'Ana the written through' });
  expect(await readings('/users/me', () => ana.call('GET', '/users/me'))).toBe(0);
});
