import { afterAll, beforeAll, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { Scrape } from '../support/scrape.js';

const FLOOD = 5;
/** The instance that is soon out of patience. */
const IMPATIENT = 1;
const WITHIN_MS = 30_000;

let server: Server;
let ana: Person;

beforeAll(async () => {
  server = await Server.start({ env: { FLOOD_LIMIT: String(FLOOD) } });
  await server.addInstance({ SOCKET_PING_INTERVAL: '5000', SOCKET_PING_TIMEOUT: '5000' });
  ana = await Person.register(server);
});
afterAll(() => server.stop());

const errors = async (at = 0) => (await Scrape.of(server.urlOf(at))).counted('tertulia_connection_errors_total');
const sockets = async (at = 0) => (await Scrape.of(server.urlOf(at))).sum('tertulia_sockets');

/** A polling session by hand, up to `ready`: its client then says nothing any more. */
async function fallSilent(): Promise<void> {
  const url = `${server.urlOf(IMPATIENT)}/socket.io/?EIO=4&transport=polling`;
  const [, sid] = /"sid":"([^"]+)"/.exec(await (await fetch(url)).text()) ?? [];
  const session = `${url}&sid=${sid}`;
  await fetch(session, { method: 'POST', body: `40${JSON.stringify({ token: ana.accessToken })}` });
  for (let text = ''; !text.includes('"ready"');) {
    const answer = await fetch(session);
    text = await answer.text();
    if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${text}`);
  }
}

it('a connection whose client falls silent is lost by time-out', async () => {
  await fallSilent();
  const lost = async () => (await errors(IMPATIENT))['reason="ping_timeout"'];
  await until('it is given up', async () => (await lost()) !== undefined, WITHIN_MS);
  await until('it is gone', async () => (await sockets(IMPATIENT)) === 0, WITHIN_MS);
  expect(await lost()).toBe(1);
});

it('a connection whose client floods is closed and counted once, however much more it asks', async () => {
  const socket = await ana.connect();
  const asked = Array.from({ length: FLOOD * 3 }, () => socket.client.emit('nonsense'));
  expect(asked).toHaveLength(FLOOD * 3);
  await socket.end();
  expect((await errors())['reason="flood"']).toBe(1);
});

it('a connection that its client or its session ends is no error', async () => {
  const before = await errors();
  (await ana.connect()).close();
  const socket = await ana.connect();
  await ana.call('POST', '/auth/logout');
  await socket.end();
  await until('both are gone', async () => (await sockets()) === 0, WITHIN_MS);
  expect(await errors()).toEqual(before);
});
