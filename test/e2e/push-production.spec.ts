import { afterAll, beforeAll, expect, it } from 'vitest';
import { PushKey } from '../../src/contract/push.js';
import { PushService } from '../../src/push/push.service.js';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';
import { PushBrowser } from '../support/push-endpoint.js';
import { problemOf } from '../support/rest.js';

/** The pair of RFC 8291, appendix A. */
const VAPID_PUBLIC_KEY = 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8';
const VAPID_PRIVATE_KEY = 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw';

let server: Server;
let ana: Person;

beforeAll(async () => {
  server = await Server.start({ worker: true, env: { NODE_ENV: 'production', VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY } });
  ana = await Person.register(server);
});
afterAll(() => server.stop());

const subscribe = (endpoint: string) => ana.call('POST', '/push/subscriptions', new PushBrowser(endpoint).subscription);

it('the key to subscribe with is the one of the environment, and none is made', async () => {
  expect(await ana.get(PushKey, '/push/key')).toEqual({ publicKey: VAPID_PUBLIC_KEY });
  expect((await server.db.query('SELECT 1 FROM push_keys')).rowCount).toBe(0);
});

const PRIVATE = ['127.0.0.1', '10.0.0.1', '0x7f.1', '[::1]', '[::ffff:10.0.0.1]', 'localhost', '169.254.169.254'];

it.each(PRIVATE)('an endpoint on %s is refused', async (host) => {
  expect(problemOf(await subscribe(`https://${host}/1`)).errors).toEqual([
    { path: 'endpoint', message: 'must be on a public address' },
  ]);
});

it('an endpoint of plain http is refused, also on loopback', async () => {
  for (const host of ['127.0.0.1:1', 'push.example.com']) {
    expect(problemOf(await subscribe(`http://${host}/1`))).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'endpoint' }],
    });
  }
});

it.each(['127.0.0.1', 'localhost', '[::1]'])('nothing is sent to %s, however it came to be stored', async (host) => {
  expect((await subscribe('https://push.example.com/1')).status).toBeLessThan(300);
  await server.db.query('UPDATE push_subscriptions SET endpoint = $1', [`https://${host}:1/1`]);
  const message = { title: 'a', body: 'b', url: '/', tag: 'c' };
  const outcome = await server.worker.get(PushService).deliver(ana.id, message);
  expect(outcome).toMatchObject({
    state: 'failed',
    attempts: [{ status: null, answer: expect.stringContaining('is not a public address') }],
  });
  await server.db.query('DELETE FROM push_subscriptions');
});
