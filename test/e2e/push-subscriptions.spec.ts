import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PushKey, PushSubscription, PushSubscriptionList } from '../../src/contract/push.js';
import { PushKeysService } from '../../src/push/push-keys.service.js';
import { PushSubscriptionsService } from '../../src/push/push-subscriptions.service.js';
import { pushQueue } from '../../src/push/push.queue.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { noSuchId, Person } from '../support/factories.js';
import { PushBrowser } from '../support/push-endpoint.js';
import { problemOf, statusesOf, succeeded } from '../support/rest.js';

let server: Server;
let browsers = 0;

const newBrowser = () => new PushBrowser(`https://push.example.com/send/${++browsers}`);
const subscribe = (person: Person, browser: PushBrowser) =>
  person.call('POST', '/push/subscriptions', browser.subscription);
const subscribed = async (person: Person, browser = newBrowser()) =>
  succeeded(PushSubscription, await subscribe(person, browser));
const idsOf = async (person: Person) =>
  (await person.get(PushSubscriptionList, '/push/subscriptions')).items.map(({ id }) => id);

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true });
});
afterAll(() => server.stop());

describe('the key to subscribe with', () => {
  it('is made once, however many ask for it at first', async () => {
    const ana = await Person.register(server);
    const asked = Array.from({ length: 10 }, (_, i) => ana.call('GET', '/push/key', undefined, { instance: i % 2 }));
    const keys = (await Promise.all(asked)).map((answer) => succeeded(PushKey, answer).publicKey);
    expect(new Set(keys).size).toBe(1);
    expect(Buffer.from(keys[0] ?? '', 'base64url')).toHaveLength(65);
    expect((await server.worker.get(PushKeysService).pair()).publicKey).toBe(keys[0]);
    const { rows } = await server.db.query<{ public_key: string }>('SELECT public_key FROM push_keys');
    expect(rows).toEqual([{ public_key: keys[0] }]);
  });
});

describe('a subscription', () => {
  it('is told to its user, without its secrets', async () => {
    const ana = await Person.register(server);
    const browser = newBrowser();
    const answer = await ana.call('POST', '/push/subscriptions', browser.subscription, {
      headers: { 'user-agent': 'Firefox on the desk' },
    });
    expect(answer.status).toBe(201);
    const subscription = succeeded(PushSubscription, answer);
    expect(subscription).toMatchObject({
      endpointHost: 'push.example.com',
      userAgent: 'Firefox on the desk',
      current: true,
      lastUsedAt: null,
      failures: 0,
    });
    const list = await ana.call('GET', '/push/subscriptions');
    expect(list.body).toEqual({ items: [subscription] });
    for (const secret of [browser.endpoint, browser.subscription.keys.auth]) {
      expect(JSON.stringify(list.body)).not.toContain(secret);
    }
  });

  it('that comes again is the same one, renewed', async () => {
    const ana = await Person.register(server);
    const browser = newBrowser();
    const first = await subscribed(ana, browser);
    await server.db.query('UPDATE push_subscriptions SET failures = 3 WHERE id = $1', [first.id]);
    const rekeyed = new PushBrowser(browser.endpoint);
    const again = await subscribe(await ana.signInAgain(), rekeyed);
    expect(again.status).toBe(200);
    expect(again.body).toEqual({ ...first, userAgent: first.userAgent, current: true, failures: 0 });
    const { rows } = await server.db.query('SELECT auth FROM push_subscriptions WHERE id = $1', [first.id]);
    expect(rows).toEqual([{ auth: rekeyed.subscription.keys.auth }]);
  });

  it('is one, also where it comes many times at once', async () => {
    const ana = await Person.register(server);
    const browser = newBrowser();
    const answers = await Promise.all(Array.from({ length: 10 }, () => subscribe(ana, browser)));
    expect(statusesOf(answers)).toEqual([...Array<number>(9).fill(200), 201]);
    expect(await idsOf(ana)).toHaveLength(1);
  });

  it('of a browser in which another user signs in becomes theirs', async () => {
    const [ana, bruno] = [await Person.register(server), await Person.register(server)];
    const browser = newBrowser();
    const hers = await subscribed(ana, browser);
    const answer = await subscribe(bruno, browser);
    expect(answer.status).toBe(201);
    const his = succeeded(PushSubscription, answer);
    expect(his.id).not.toBe(hers.id);
    expect([await idsOf(ana), await idsOf(bruno)]).toEqual([[], [his.id]]);
  });

  it('is current in the session in which it was made, and in no other', async () => {
    const ana = await Person.register(server);
    await subscribed(ana);
    const phone = await ana.signInAgain();
    await subscribed(phone);
    const { items } = await phone.get(PushSubscriptionList, '/push/subscriptions');
    expect(items.map(({ current }) => current)).toEqual([false, true]);
  });

  it('is removed by its user, once', async () => {
    const ana = await Person.register(server);
    const { id } = await subscribed(ana);
    expect((await ana.call('DELETE', `/push/subscriptions/${id}`)).status).toBe(204);
    expect(await idsOf(ana)).toEqual([]);
    expect(problemOf(await ana.call('DELETE', `/push/subscriptions/${id}`)).code).toBe('not_found');
  });

  it('of another user is not there', async () => {
    const [ana, bruno] = [await Person.register(server), await Person.register(server)];
    const { id } = await subscribed(ana);
    const { requestId: _, ...hers } = problemOf(await bruno.call('DELETE', `/push/subscriptions/${id}`));
    expect(hers.code).toBe('not_found');
    expect(problemOf(await bruno.call('DELETE', `/push/subscriptions/${noSuchId()}`))).toMatchObject(hers);
    expect(await idsOf(ana)).toEqual([id]);
    expect(await idsOf(bruno)).toEqual([]);
  });

  it('makes the oldest go where a user has more than twenty', async () => {
    const ana = await Person.register(server);
    const made: string[] = [];
    for (let i = 0; i < 22; i++) made.push((await subscribed(ana)).id);
    expect(await idsOf(ana)).toEqual(made.slice(2));
    await Promise.all(Array.from({ length: 10 }, () => subscribed(ana)));
    expect(await idsOf(ana)).toHaveLength(20);
  });
});

describe('a session’s end', () => {
  it('ends its subscriptions, and the clean-up removes them', async () => {
    const ana = await Person.register(server);
    const desk = await subscribed(ana);
    const phone = await ana.signInAgain();
    const gone = await subscribed(phone);
    await phone.call('POST', '/auth/logout');
    expect(await idsOf(ana)).toEqual([desk.id]);
    const stored = async () => {
      const sql = 'SELECT id FROM push_subscriptions WHERE user_id = $1 ORDER BY id';
      const { rows } = await server.db.query<{ id: string }>(sql, [ana.id]);
      return rows.map(({ id }) => id);
    };
    expect(await stored()).toEqual([desk.id, gone.id].toSorted());
    expect(await server.worker.get(PushSubscriptionsService).removeEnded()).toBe(1);
    expect(await stored()).toEqual([desk.id]);
    expect(await server.worker.get(PushSubscriptionsService).removeEnded()).toBe(0);
  });

  it('does not take a subscription that was renewed in another session', async () => {
    const ana = await Person.register(server);
    const browser = newBrowser();
    const { id } = await subscribed(ana, browser);
    const again = await ana.signInAgain();
    await subscribed(again, browser);
    await ana.call('POST', '/auth/logout');
    expect(await server.worker.get(PushSubscriptionsService).removeEnded()).toBe(0);
    expect(await idsOf(again)).toEqual([id]);
  });

  it('is cleaned up after once a day', async () => {
    const queue = server.worker.get<{ getJobSchedulers: () => Promise<{ key: string; pattern?: string | null }[]> }>(
      `BullQueue_${pushQueue.name}`,
    );
    await until('scheduled', async () => (await queue.getJobSchedulers()).length > 0, 30_000);
    expect(await queue.getJobSchedulers()).toMatchObject([{ key: 'push-cleanup', pattern: '30 3 * * *' }]);
  });
});

/** The refusal of a subscription at this endpoint. */
async function refusalOf(person: Person, endpoint: string): Promise<unknown> {
  return problemOf(await subscribe(person, new PushBrowser(endpoint))).errors;
}

describe('an endpoint', () => {
  it.each(['http://push.example.com/1', 'http://127.0.0.1.example.com/1', 'http://10.0.0.1/1'])(
    'of plain http is refused: %s',
    async (endpoint) => {
      const errors = [{ path: 'endpoint', message: 'must be an https URL of a push service' }];
      expect(await refusalOf(await Person.register(server), endpoint)).toEqual(errors);
    },
  );

  it.each(['http://127.0.0.1:1/1', 'http://[::1]:1/1', 'http://localhost:1/1'])(
    'of plain http on loopback is for developers: %s',
    async (endpoint) => {
      expect((await subscribe(await Person.register(server), new PushBrowser(endpoint))).status).toBe(201);
    },
  );

  it('holds no credentials', async () => {
    const ana = await Person.register(server);
    expect(await refusalOf(ana, 'https://user:secret@push.example.com/1')).toEqual([
      { path: 'endpoint', message: 'must not hold credentials' },
    ]);
  });
});

it('a key that is no point of the curve is refused', async () => {
  const ana = await Person.register(server);
  const { keys, ...rest } = newBrowser().subscription;
  const p256dh = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString('base64url');
  const answer = await ana.call('POST', '/push/subscriptions', { ...rest, keys: { ...keys, p256dh } });
  expect(problemOf(answer).errors).toEqual([{ path: 'keys.p256dh', message: 'must be a point of the curve P-256' }]);
});
