import { afterAll, beforeAll, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { ChatSocket } from '../support/client.js';
import { Person } from '../support/factories.js';

const DRAIN_MS = 10_000;
/** As many as there are waves: one alone is let go after the first. */
const SOCKETS = 10;

let server: Server;

beforeAll(async () => {
  server = await Server.start({ instances: 2, env: { DRAIN_MS: String(DRAIN_MS) } });
});
afterAll(() => server.stop());

it('an instance that is told to stop takes leave of its sockets, takes no new ones, and is out of rotation', async () => {
  const ana = await Person.register(server);
  const { id } = await ana.createChannel();
  const there = await ana.connect({ instance: 1 });
  const here = await ana.connect();
  await Promise.all(Array.from({ length: SOCKETS - 1 }, () => ana.connect()));
  const stopped = server.instances[0]?.stop();
  const { reconnectWithinMs } = await here.event('server:draining');
  expect(reconnectWithinMs).toBeGreaterThan(0);
  expect(reconnectWithinMs).toBeLessThanOrEqual(DRAIN_MS);
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(503);
  expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
  expect(await ChatSocket.refusal(server, ana.accessToken)).toMatchObject({ code: 'unavailable' });
  await here.end();
  await stopped;
  expect((await there.send(id, 'the others go on')).message.seq).toBe(1);
});
