import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type Delivery, DeliveryList, NotificationPage } from '../../src/contract/notifications.js';
import { PushKey } from '../../src/contract/push.js';
import { DeliverySteps } from '../../src/notifications/delivery-steps.js';
import { DueDeliveries } from '../../src/notifications/due-deliveries.js';
import { PushService } from '../../src/push/push.service.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { PushEndpoint } from '../support/push-endpoint.js';

const WITHIN_MS = 30_000;

let server: Server;
let pushService: PushEndpoint;
let ana: Person;
let bruno: Person;

beforeAll(async () => {
  server = await Server.start({ worker: true });
  ana = await Person.register(server);
  pushService = await PushEndpoint.start((await ana.get(PushKey, '/push/key')).publicKey);
});
beforeEach(async () => {
  bruno = await Person.register(server);
  await bruno.call('POST', '/push/subscriptions', pushService.browser().subscription);
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await server.stop();
  await pushService.stop();
});

async function deliveryOf(way: string): Promise<Delivery | undefined> {
  const [line] = (await bruno.get(NotificationPage, '/notifications')).items;
  if (!line) return undefined;
  const { items } = await bruno.get(DeliveryList, `/notifications/${line.id}/deliveries`);
  return items.find((delivery) => delivery.way === way);
}

/** As another worker claims it that found it given up for lost. */
const takenOver = (way: string) =>
  server.db.query(
    `UPDATE deliveries SET attempts = attempts + 1, claimed_at = now() + interval '1 hour'
     WHERE user_id = $1 AND way = $2`,
    [bruno.id, way],
  );

/** As the sweep leaves what it takes for lost; its time does not come here. */
const releasedAs = (state: string) =>
  server.db.query(
    `UPDATE deliveries SET state = $2, reason = 'worker_lost', claimed_at = NULL, due_at = now() + interval '1 hour'
     WHERE user_id = $1 AND way = 'push'`,
    [bruno.id, state],
  );

/** What happens between a worker's claim and its next look at what it claimed. */
function afterClaim(way: string, happens: () => Promise<unknown>): void {
  const due = server.worker.get(DueDeliveries, { strict: false });
  const claim = due.claim.bind(due);
  vi.spyOn(due, 'claim').mockImplementation(async (userId, asked) => {
    const claimed = await claim(userId, asked);
    if (userId === bruno.id && asked === way && claimed.length > 0) await happens();
    return claimed;
  });
}

/** What happens while push services are asked; they take everything. */
function whilePushed(happens: () => Promise<unknown>) {
  const push = server.worker.get(PushService, { strict: false });
  const deliver = push.deliver.bind(push);
  return vi.spyOn(push, 'deliver').mockImplementation(async (userId, message, options) => {
    if (userId !== bruno.id) return deliver(userId, message, options);
    await happens();
    return { state: 'sent', attempts: [] };
  });
}

/** Tells him of something, and waits until the worker has had its turn at it. */
async function told(way: string): Promise<void> {
  const steps = server.worker.get(DeliverySteps, { strict: false });
  const run = vi.spyOn(steps, 'run');
  await ana.call('POST', '/announcements', { title: 'News', body: 'That is all.' });
  if (way === 'email') {
    await until('planned', async () => (await deliveryOf('email'))?.state === 'planned', WITHIN_MS);
    await server.db.query(
      `UPDATE deliveries SET due_at = now() - interval '10 seconds' WHERE user_id = $1 AND way = 'email'`,
      [bruno.id],
    );
  }
  const turn = () => run.mock.calls.findIndex(([userId, asked]) => userId === bruno.id && asked === way);
  await until('taken in hand', () => turn() >= 0, WITHIN_MS);
  await run.mock.results[turn()]?.value;
}

it('what another worker has taken over is not pushed by the one that was slow', async () => {
  const pushed = whilePushed(() => Promise.resolve());
  afterClaim('push', () => takenOver('push'));
  await told('push');
  expect(pushed.mock.calls.filter(([userId]) => userId === bruno.id)).toEqual([]);
  expect(await deliveryOf('push')).toMatchObject({ state: 'sending', attempts: 2 });
});

it('what another worker has taken over is not mailed by the one that was slow', async () => {
  await server.db.query('UPDATE users SET email_verified_at = now() WHERE id = $1', [bruno.id]);
  afterClaim('email', () => takenOver('email'));
  await told('email');
  const { rows } = await server.db.query(`SELECT id FROM mails WHERE purpose = 'notification'`);
  expect(rows).toEqual([]);
  expect(await deliveryOf('email')).toMatchObject({ state: 'sending', attempts: 2 });
});

it('what another worker took over while it was pushed is the other’s to settle', async () => {
  whilePushed(() => takenOver('push'));
  await told('push');
  expect(await deliveryOf('push')).toMatchObject({ state: 'sending', reason: 'worker', attempts: 2 });
});

it.each(['planned', 'failed'])(
  'what was given up for lost (%s) while it was pushed is known to be sent, and not sent again',
  async (state) => {
    whilePushed(() => releasedAs(state));
    await told('push');
    expect(await deliveryOf('push')).toMatchObject({ state: 'sent', dueAt: null, attempts: 1 });
  },
);
