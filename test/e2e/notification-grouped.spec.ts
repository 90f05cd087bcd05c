import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { LogCursorsService } from '../../src/channels/log-cursors.service.js';
import { MyChannel } from '../../src/contract/channels.js';
import { type Delivery, DeliveryList, type Notification, NotificationPage } from '../../src/contract/notifications.js';
import { PushKey } from '../../src/contract/push.js';
import { DeliveriesRepository } from '../../src/notifications/deliveries.repository.js';
import { DeliverySteps } from '../../src/notifications/delivery-steps.js';
import { PushService } from '../../src/push/push.service.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { type PushBrowser, PushEndpoint } from '../support/push-endpoint.js';
import { succeeded } from '../support/rest.js';

const WITHIN_MS = 30_000;

let server: Server;
let pushService: PushEndpoint;
let ana: Person;
let carla: Person;
let browser: PushBrowser;
let channelId: string;

beforeAll(async () => {
  server = await Server.start({ worker: true, env: { PUSH_AFTER: '3600' } });
  ana = await Person.register(server, { displayName: 'Ana' });
  pushService = await PushEndpoint.start((await ana.get(PushKey, '/push/key')).publicKey);
});
beforeEach(async () => {
  carla = await Person.register(server);
  await server.db.query('UPDATE users SET email_verified_at = now() WHERE id = $1', [carla.id]);
  browser = pushService.browser();
  await carla.call('POST', '/push/subscriptions', browser.subscription);
  channelId = succeeded(MyChannel, await ana.call('POST', '/channels/direct', { userIds: [carla.id] })).id;
});
afterEach(() => vi.restoreAllMocks());
afterAll(async () => {
  await server.stop();
  await pushService.stop();
});

const inWorker: Server['worker']['get'] = (type) => server.worker.get(type, { strict: false });

const newestLine = async () => (await carla.get(NotificationPage, '/notifications')).items[0];

/** Says it, and waits until the line tells of so many. */
async function told(body: string, count: number): Promise<Notification> {
  await ana.post(channelId, body);
  await until(
    () => `${count} messages on the line`,
    async () => (await newestLine())?.count === count,
    WITHIN_MS,
  );
  const found = await newestLine();
  if (!found) throw new Error('gone');
  return found;
}

async function deliveries({ id }: Notification, way: string): Promise<Delivery[]> {
  const { items } = await carla.get(DeliveryList, `/notifications/${id}/deliveries`);
  return items.filter((delivery) => delivery.way === way);
}

const statesOf = async (line: Notification, way: string) =>
  (await deliveries(line, way)).map(({ state, reason }) => `${state}: ${reason}`);

const becomes = (line: Notification, way: string, states: string[]) =>
  until(
    () => `${way}: ${states.join()}`,
    async () => JSON.stringify(await statesOf(line, way)) === JSON.stringify(states),
    WITHIN_MS,
  );

/** The time has come of what was planned for later. */
const timePasses = ({ id }: Notification) =>
  server.db.query(
    `UPDATE deliveries SET due_at = now() - interval '10 seconds' WHERE notification_id = $1 AND state = 'planned'`,
    [id],
  );

describe('where the newest message of a line is deleted', () => {
  it('the line is about those that are left, and they are told', async () => {
    await carla.connect();
    const first = await told('one', 1);
    await told('two', 2);
    const line = await told('three', 3);
    await ana.call('DELETE', `/messages/${line.messageId}`);
    expect(await newestLine()).toMatchObject({ body: 'two', count: 2 });
    const { items } = await ana.history(channelId);
    await ana.call('DELETE', `/messages/${items[1]?.id}`);

    const left = { title: 'Ana wrote to you', body: 'one', messageId: first.messageId, count: 1, path: first.path };
    expect((await carla.get(NotificationPage, '/notifications')).items).toEqual([
      expect.objectContaining({ ...left, actorIds: [ana.id], readAt: null }),
    ]);
    await timePasses(line);
    await becomes(line, 'push', ['sent: push_service', 'skipped: joined', 'skipped: joined']);
    await becomes(line, 'email', ['sent: mail_server', 'skipped: joined', 'skipped: joined']);
    expect(browser.messages.map(({ payload }) => payload)).toEqual([
      expect.objectContaining({ title: left.title, body: 'one', url: first.path }),
    ]);
  });

  it('and none is left, nothing is told any more', async () => {
    await carla.connect();
    const [first, line] = [await told('one', 1), await told('two', 2)];
    for (const { messageId } of [line, first]) await ana.call('DELETE', `/messages/${messageId}`);
    await timePasses(line);
    await becomes(line, 'push', ['cancelled: message_deleted', 'skipped: joined']);
    expect(browser.messages).toEqual([]);
  });

  it('and the others were read in the channel, the line is read', async () => {
    await carla.connect();
    await told('one', 1);
    const line = await told('two', 2);
    await ana.call('DELETE', `/messages/${line.messageId}`);
    await carla.call('PUT', `/channels/${channelId}/read`, { seq: 1 });
    expect(await newestLine()).toMatchObject({
      id: line.id,
      body: 'one',
      readAt: expect.any(String),
    });
  });
});

describe('a message that joins a line', () => {
  it('while a worker takes what the line waits with is told with it', async () => {
    await carla.connect();
    const line = await told('one', 1);
    // What is left to the sweep would be told in time, too.
    vi.spyOn(inWorker(DeliveriesRepository), 'findOverdue').mockResolvedValue([]);
    await server.db.query(`UPDATE deliveries SET due_at = now() WHERE notification_id = $1 AND way = 'push'`, [
      line.id,
    ]);
    const [written, commits] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const cursors = inWorker(LogCursorsService);
    const move = cursors.move.bind(cursors);
    vi.spyOn(cursors, 'move').mockImplementation(async (manager, consumer, id, to) => {
      if (id === channelId && consumer === 'notifications') {
        written.resolve();
        await commits.promise;
      }
      return move(manager, consumer, id, to);
    });
    await ana.post(channelId, 'two');
    await written.promise;
    await inWorker(DeliverySteps).run(carla.id, 'push');
    commits.resolve();

    await becomes(line, 'push', ['sent: push_service', 'skipped: joined']);
    expect(browser.messages.map(({ payload }) => payload)).toEqual([
      expect.objectContaining({ title: 'Ana: 2 messages', body: 'two' }),
    ]);
  });

  it('does not rely on a push that a slow worker may have in hand still', async () => {
    const push = inWorker(PushService);
    const pushed: string[] = [];
    let line: Notification | undefined;
    vi.spyOn(push, 'deliver').mockImplementation(async (userId, { body }) => {
      if (userId === carla.id) pushed.push(body);
      if (pushed.length === 1) {
        line = await newestLine();
        await server.db.query(
          `UPDATE deliveries SET state = 'planned', reason = 'worker_lost', claimed_at = NULL,
             due_at = now() + interval '1 hour' WHERE user_id = $1 AND way = 'push'`,
          [carla.id],
        );
        await ana.post(channelId, 'two');
        await until('decided', async () => (line ? (await deliveries(line, 'push')).length === 2 : false), WITHIN_MS);
      }
      return { state: 'sent', attempts: [] };
    });
    await ana.post(channelId, 'one');
    await until('pushed', () => pushed.length > 0 && line !== undefined, WITHIN_MS);
    if (!line) throw new Error('gone');
    await becomes(line, 'push', ['sent: push_service', 'sent: push_service']);
    expect(pushed).toEqual(['one', 'two']);
  });
});
