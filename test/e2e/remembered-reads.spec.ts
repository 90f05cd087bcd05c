import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MessagePage } from '../../src/contract/messages.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { Scrape } from '../support/scrape.js';

const INSTANCES = [0, 1];
const WITHIN_MS = 30_000;
const READ = '{read="readable_in_session"}';

let server: Server;
let ana: Person;
/** By a session of his own for each test. */
let bruno: Person;
let channelId: string;

beforeAll(async () => {
  server = await Server.start({ instances: INSTANCES.length });
  ana = await Person.register(server);
  bruno = await Person.register(server);
});
afterAll(() => server.stop());
beforeEach(async () => {
  bruno = await bruno.signInAgain();
  ({ id: channelId } = await ana.createChannel({ kind: 'private' }, [bruno]));
  await ana.post(channelId, 'the first');
});

const page = (instance: number) => bruno.call('GET', `/channels/${channelId}/messages`, undefined, { instance });
const statuses = async () => (await Promise.all(INSTANCES.map(page))).map(({ status }) => status);

const removeBruno = () =>
  server.db.query('DELETE FROM members WHERE channel_id = $1 AND user_id = $2', [channelId, bruno.id]);

/** Questions that no statement of theirs was needed for. */
async function spared(instance: number): Promise<number> {
  const figures = await Scrape.of(server.urlOf(instance));
  return (
    figures.value(`tertulia_group_read_requests_total${READ}`) -
    figures.value(`tertulia_group_read_statements_total${READ}`)
  );
}

/** Reads one page after the other through each instance, until it answers from what it remembers. */
async function warmUp(): Promise<void> {
  for (const instance of INSTANCES) {
    const before = await spared(instance);
    await until(
      'it was remembered who may read',
      async () => {
        expect((await page(instance)).status).toBe(200);
        return (await spared(instance)) > before;
      },
      WITHIN_MS,
    );
  }
}

describe('what an instance remembers of who may read is over at once, on all instances,', () => {
  it('when their session ends', async () => {
    await warmUp();
    await bruno.call('POST', '/auth/logout');
    expect(await statuses()).toEqual([401, 401]);
  });

  it('when they are removed', async () => {
    await warmUp();
    await ana.call('DELETE', `/channels/${channelId}/members/${bruno.id}`);
    expect(await statuses()).toEqual([404, 404]);
  });

  it('when they are banned', async () => {
    await warmUp();
    await ana.call('PUT', `/channels/${channelId}/bans/${bruno.id}`, { reason: 'noise', until: null });
    expect(await statuses()).toEqual([404, 404]);
  });

  it('when their account is disabled, and it is theirs again when that ends', async () => {
    await warmUp();
    await server.db.query('UPDATE users SET disabled_at = now() WHERE id = $1', [bruno.id]);
    expect(await statuses()).toEqual([401, 401]);
    await server.db.query('UPDATE users SET disabled_at = NULL WHERE id = $1', [bruno.id]);
    expect(await statuses()).toEqual([200, 200]);
  });

  it('when something is written, through whichever instance', async () => {
    for (const through of INSTANCES) {
      await warmUp();
      const body = { clientId: crypto.randomUUID(), body: `written through ${through}` };
      await ana.call('POST', `/channels/${channelId}/messages`, body, { instance: through });
      const pages = (await Promise.all(INSTANCES.map(page))).map((answer) => MessagePage.parse(answer.body));
      expect(pages.map(({ items }) => items.at(-1)?.body)).toEqual([body.body, body.body]);
    }
  });

  it('when a transaction that began long before is committed', async () => {
    await server.db.query('BEGIN');
    await removeBruno();
    await warmUp();
    await server.db.query('COMMIT');
    expect(await statuses()).toEqual([404, 404]);
  });

  it('and when a savepoint within one is all that changed it', async () => {
    for (const statement of ['BEGIN', 'SELECT pg_current_xact_id()', 'SAVEPOINT deeper'])
      await server.db.query(statement);
    await removeBruno();
    await server.db.query('RELEASE SAVEPOINT deeper');
    await warmUp();
    await server.db.query('COMMIT');
    expect(await statuses()).toEqual([404, 404]);
  });
});

/** The session ends by itself, yet not before it is remembered, which takes longer where much else is done. */
async function rememberUntilItEnds(seconds = 1): Promise<void> {
  const ends = `UPDATE sessions SET expires_at = now() + $2 * interval '1 s' WHERE user_id = $1`;
  await server.db.query(ends, [bruno.id, seconds]);
  try {
    await warmUp();
  } catch (error) {
    if (seconds > 10) throw error;
    await rememberUntilItEnds(seconds * 2);
  }
}

it('a session that ends by time alone ends for those who remember it', async () => {
  await rememberUntilItEnds();
  await until('the session is over', async () => (await statuses()).every((status) => status === 401), 30_000);
  expect(await statuses()).toEqual([401, 401]);
});

it('with nothing to be kept, nothing is remembered', async () => {
  const forgetful = await Server.start({ env: { CACHE_MEMORY_MB: '0' } });
  try {
    const reader = await Person.register(forgetful);
    const { id } = await reader.createChannel();
    for (let i = 0; i < 5; i++) await reader.call('GET', `/channels/${id}/messages`);
    const figures = await Scrape.of(forgetful.url);
    expect(figures.value(`tertulia_group_read_statements_total${READ}`)).toBe(5);
    expect(figures.value('tertulia_group_read_statements_total{read="database_state"}')).toBe(0);
  } finally {
    await forgetful.stop();
  }
});
