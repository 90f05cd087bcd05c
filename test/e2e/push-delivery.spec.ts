import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PushKey, PushSubscription, PushSubscriptionList } from '../../src/contract/push.js';
import { type PushMessage, type PushOptions, type PushOutcome, PushService } from '../../src/push/push.service.js';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';
import { type PushBehaviour, PushBrowser, PushEndpoint } from '../support/push-endpoint.js';
import { succeeded } from '../support/rest.js';

const MESSAGE: PushMessage = {
  title: 'Ana in #général',
  body: 'Mañana a las 9 — 你好 👋',
  url: '/channels/1?around=2',
  tag: 'channel-1',
  data: { channelId: '1', seq: 2 },
};

let server: Server;
let endpoint: PushEndpoint;

const deliver = (person: Person, message = MESSAGE, options: PushOptions = {}): Promise<PushOutcome> =>
  person.server.worker.get(PushService).deliver(person.id, message, options);

const subscribe = async (person: Person, browser: PushBrowser): Promise<PushSubscription> =>
  succeeded(PushSubscription, await person.call('POST', '/push/subscriptions', browser.subscription));

/** Somebody with a browser for each of these behaviours. */
async function arrange(...behaviours: (PushBehaviour | null)[]) {
  const person = await Person.register(server);
  const browsers = behaviours.map((behaviour) => endpoint.browser(behaviour));
  const ids: string[] = [];
  for (const browser of browsers) ids.push((await subscribe(person, browser)).id);
  return { person, browsers, ids };
}

const subscriptionsOf = async (person: Person) => (await person.get(PushSubscriptionList, '/push/subscriptions')).items;

beforeAll(async () => {
  server = await Server.start({ worker: true, env: { VAPID_SUBJECT: 'mailto:ops@example.com' } });
  const { publicKey } = await (await Person.register(server)).get(PushKey, '/push/key');
  endpoint = await PushEndpoint.start(publicKey);
});
afterAll(async () => {
  await endpoint.stop();
  await server.stop();
});

describe('a message', () => {
  it('reaches each of the user’s browsers, and is read by them alone', async () => {
    const { person, browsers, ids } = await arrange(null, null);
    const { browsers: others } = await arrange(null);
    const { state, attempts } = await deliver(person);
    expect(state).toBe('sent');
    const { host } = new URL(endpoint.origin);
    expect(attempts).toEqual(ids.map((id) => ({ subscriptionId: id, endpointHost: host, status: 201, answer: '' })));
    for (const { messages } of browsers) expect(messages.map(({ payload }) => payload)).toEqual([MESSAGE]);
    expect(others[0]?.requests).toBe(0);
  });

  it('is signed for its push service by the subject of the settings', async () => {
    const { person, browsers } = await arrange(null);
    await deliver(person);
    expect(browsers[0]?.messages[0]?.claims).toMatchObject({ aud: endpoint.origin, sub: 'mailto:ops@example.com' });
  });

  it('has a day, normal urgency and no topic where nothing else is said', async () => {
    const { person, browsers } = await arrange(null);
    await deliver(person);
    expect(browsers[0]?.messages[0]).toMatchObject({ ttl: '86400', urgency: 'normal', topic: undefined });
  });

  it('has the topic, the time and the urgency that it is given; a topic is any text', async () => {
    const { person, browsers } = await arrange(null);
    const options = { ttlSeconds: 60, urgency: 'high' as const };
    for (const topic of ['channel 1: ñ', 'channel 2', 'channel 1: ñ']) {
      await deliver(person, MESSAGE, { ...options, topic });
    }
    const [first, second, third] = browsers[0]?.messages ?? [];
    expect(first).toMatchObject({ ttl: '60', urgency: 'high', topic: expect.stringMatching(/^[\w-]{32}$/) });
    expect(third?.topic).toBe(first?.topic);
    expect(second?.topic).not.toBe(first?.topic);
  });

  it('that is too long loses the end of its body', async () => {
    const { person, browsers } = await arrange(null);
    await deliver(person, { ...MESSAGE, body: '👋'.repeat(4000) });
    const [{ payload, bytes } = { payload: null, bytes: 0 }] = browsers[0]?.messages ?? [];
    expect(payload).toEqual({ ...MESSAGE, body: expect.stringMatching(/^(👋){600,}…$/u) });
    expect(bytes).toBeLessThanOrEqual(3000);
  });

  it('marks the subscription as used', async () => {
    const { person } = await arrange(null);
    await server.db.query('UPDATE push_subscriptions SET failures = 2 WHERE user_id = $1', [person.id]);
    await deliver(person);
    const [subscription] = await subscriptionsOf(person);
    expect(subscription).toMatchObject({ failures: 0, lastUsedAt: expect.any(String) });
  });

  it('goes nowhere where nobody subscribed, or where the session has ended', async () => {
    const none = { state: 'none', attempts: [] };
    expect(await deliver(await Person.register(server))).toEqual(none);
    const { person, browsers } = await arrange(null);
    await person.call('POST', '/auth/logout');
    expect(await deliver(person)).toEqual(none);
    expect(browsers[0]?.requests).toBe(0);
  });
});

describe('a push service that does not take a message', () => {
  it.each([404, 410])('by %i ends the subscription', async (status) => {
    const { person, ids } = await arrange({ status, body: 'unsubscribed' });
    expect(await deliver(person)).toMatchObject({
      state: 'gone',
      attempts: [{ subscriptionId: ids[0], status, answer: 'unsubscribed' }],
    });
    expect(await subscriptionsOf(person)).toEqual([]);
    expect(await deliver(person)).toEqual({ state: 'none', attempts: [] });
  });

  it.each([
    [429, '120', 120_000],
    [503, '7', 7000],
    [503, '999999999', 86_400_000],
  ])('by %i with Retry-After %s is asked again after %i ms', async (status, after, retryAfterMs) => {
    const { person } = await arrange({ status, headers: { 'retry-after': after } });
    expect(await deliver(person)).toMatchObject({ state: 'retry', retryAfterMs, attempts: [{ status }] });
    expect(await subscriptionsOf(person)).toMatchObject([{ failures: 1 }]);
  });

  it('may say by a date when to ask again', async () => {
    const at = new Date(Date.now() + 3_600_000);
    const { person } = await arrange({ status: 429, headers: { 'retry-after': at.toUTCString() } });
    const { retryAfterMs = 0 } = await deliver(person);
    expect(retryAfterMs).toBeGreaterThan(3_500_000);
    expect(retryAfterMs).toBeLessThanOrEqual(3_600_000);
  });

  it('by 500 is asked again, at a time that it leaves open', async () => {
    const { person } = await arrange({ status: 500, headers: { 'retry-after': 'soon' }, body: 'oh\u0000\r\nno' });
    const outcome = await deliver(person);
    expect(outcome).toMatchObject({ state: 'retry', attempts: [{ status: 500, answer: 'oh no' }] });
    expect(outcome).not.toHaveProperty('retryAfterMs');
  });

  it.each([400, 401, 403, 413, 302])('by %i is not asked again', async (status) => {
    const { person, browsers } = await arrange({ status, headers: { location: endpoint.origin } });
    expect(await deliver(person)).toMatchObject({ state: 'failed', attempts: [{ status }] });
    expect(await subscriptionsOf(person)).toMatchObject([{ failures: 1 }]);
    expect(browsers[0]?.requests).toBe(1);
  });

  it('as it is away is asked again', async () => {
    const person = await Person.register(server);
    const closed = await PushEndpoint.start('');
    await subscribe(person, closed.browser());
    await closed.stop();
    expect(await deliver(person)).toMatchObject({
      state: 'retry',
      attempts: [{ status: null, answer: expect.stringContaining('ECONNREFUSED') }],
    });
  });

  it('in time is asked again, and holds up no other', async () => {
    const { person, browsers } = await arrange('slow', 'slow', null);
    expect(await deliver(person)).toMatchObject({
      state: 'sent',
      attempts: [
        { status: null, answer: 'no answer within 5 s' },
        { status: null, answer: 'no answer within 5 s' },
        { status: 201 },
      ],
    });
    expect(browsers.map(({ requests }) => requests)).toEqual([1, 1, 1]);
    expect((await subscriptionsOf(person)).map(({ failures }) => failures)).toEqual([1, 1, 0]);
  });

  it('with a long answer is not read to its end', async () => {
    const { person } = await arrange({ status: 400, body: 'x'.repeat(1_000_000) });
    expect((await deliver(person)).attempts).toMatchObject([{ status: 400, answer: 'x'.repeat(500) }]);
  });
});

const busy = (seconds: number) => ({ status: 429, headers: { 'retry-after': String(seconds) } });

describe('of several browsers', () => {
  it('one that took it is enough; those that are gone are removed', async () => {
    const { person, ids } = await arrange({ status: 410 }, busy(5), null, { status: 403 });
    const outcome = await deliver(person);
    expect(outcome.state).toBe('sent');
    expect(outcome).not.toHaveProperty('retryAfterMs');
    expect(outcome.attempts.map(({ status }) => status)).toEqual([410, 429, 201, 403]);
    expect((await subscriptionsOf(person)).map(({ id }) => id)).toEqual(ids.slice(1));
  });

  it('each that asked for patience has it', async () => {
    const { person } = await arrange(busy(5), busy(60), { status: 500 }, { status: 410 }, { status: 403 });
    expect(await deliver(person)).toMatchObject({ state: 'retry', retryAfterMs: 60_000 });
  });

  it('one that refused and one that is gone make a failure', async () => {
    const { person } = await arrange({ status: 410 }, { status: 403 });
    expect((await deliver(person)).state).toBe('failed');
  });
});

it('all of this was signed and encrypted as push services want it', () => {
  expect(endpoint.refusals).toEqual([]);
});
