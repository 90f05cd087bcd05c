import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../scripts/paths.mjs';
import { run } from '../../scripts/run.mjs';
import { CHANNELS, DIRECT } from '../../src/demo-organisation.js';
import { Server } from '../support/app.js';

let server: Server;
beforeAll(async () => {
  server = await Server.start();
});
afterAll(() => server.stop());

const seed = () => run([process.execPath, join(root, 'dist/cli.js'), 'seed'], { env: server.env });
const count = async (sql: string): Promise<number> =>
  (await server.db.query<{ count: number }>(`SELECT count(*)::int FROM ${sql}`)).rows[0]?.count ?? 0;

const said = [
  ...CHANNELS.flatMap(({ talk }) =>
    talk.flatMap(({ body, replies = [] }) => [body, ...replies.map(([, text]) => text)]),
  ),
  ...DIRECT.flatMap(({ talk }) => talk.map(([, body]) => body)),
];

/** Longer than a send waits, once, and no longer than PostgreSQL is given to store it. */
const HOLD_ONE = `
  CREATE SEQUENCE held;
  CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.kind = 'user' AND nextval('held') = 5 THEN PERFORM pg_sleep(3); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER hold BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION hold()`;

it('tells the whole story of the demo once, though one send is told to try again', async () => {
  await server.db.query(HOLD_ONE);

  expect(await seed()).toMatchObject({ code: 0, output: expect.stringContaining('Demo people') });

  const { rows } = await server.db.query<{ body: string }>(`SELECT body FROM messages WHERE kind = 'user'`);
  expect(rows.map(({ body }) => body).toSorted()).toEqual(said.toSorted());
});

it('does nothing where there is anybody', async () => {
  const before = await count('messages');
  expect(await seed()).toMatchObject({ code: 0, output: '' });
  expect(await count('messages')).toBe(before);
});
