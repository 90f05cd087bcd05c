import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DeadLetterPage } from '../../src/contract/admin.js';
import { type Delivery, DeliveryList, NotificationPage } from '../../src/contract/notifications.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { EventClient, type StreamedEvent } from '../support/event-source.js';
import { Person } from '../support/factories.js';

const WITHIN_MS = 30_000;
const Titled = z.object({ title: z.string() });
const WORDLESS = 'A notification that cannot be shown';

let server: Server;
let ana: Person;
let bruno: Person;
let carla: Person;
let announcements = 0;

beforeAll(async () => {
  server = await Server.start({ worker: true });
  ana = await Person.register(server);
});
beforeEach(async () => {
  [bruno, carla] = await Promise.all([Person.register(server), Person.register(server)]);
});
afterAll(() => server.stop());

/** Tells everybody something, and answers its title once these have it. */
async function announce(...people: Person[]): Promise<string> {
  const title = `Announcement ${++announcements}`;
  await ana.call('POST', '/announcements', { title, body: 'That is all.' });
  for (const person of people) {
    const told = async () => (await inbox(person)).items.some((line) => line.title === title);
    await until(`${title} at ${person.username}`, told, WITHIN_MS);
  }
  return title;
}

const inbox = (person: Person) => person.get(NotificationPage, '/notifications');

const follow = (person: Person, lastEventId?: string) =>
  EventClient.open(server, '/notifications/events', {
    events: ['notification'],
    bearer: person.accessToken,
    ...(lastEventId !== undefined && { lastEventId }),
  });

/** As a worker leaves it that died in so many attempts. */
const left = (person: Person, attempts: number) =>
  server.db.query(
    `UPDATE deliveries SET state = 'sending', claimed_at = now() - interval '2 minutes', attempts = $2
     WHERE user_id = $1 AND way = 'push'`,
    [person.id, attempts],
  );

async function push(person: Person): Promise<Delivery | undefined> {
  const [line] = (await inbox(person)).items;
  const { items } = await person.get(DeliveryList, `/notifications/${line?.id}/deliveries`);
  return items.find(({ way }) => way === 'push');
}

const titled =
  (title: string) =>
  ({ data }: StreamedEvent) =>
    Titled.parse(data).title === title;

describe('a line that cannot be put into words', () => {
  beforeEach(async () => {
    await announce(carla);
    await server.db.query(`UPDATE notifications SET data = 'null' WHERE user_id = $1`, [carla.id]);
  });

  it('is shown as such, beside the others, and can be put away', async () => {
    const title = await announce(carla);
    const { items, unread } = await inbox(carla);
    expect(items.map((line) => line.title)).toEqual([title, WORDLESS]);
    expect(unread).toBe(2);

    await carla.call('POST', `/notifications/${items[1]?.id}/archive`);
    const after = await inbox(carla);
    expect([after.items.map((line) => line.title), after.unread]).toEqual([[title], 1]);
  });

  it('keeps no event from others who follow their inboxes here', async () => {
    const [mine, theirs] = [await follow(carla, '0'), await follow(bruno)];
    const title = await announce(bruno);
    expect((await theirs.event(titled(title))).data).toMatchObject({ kind: 'announcement', readAt: null });
    expect((await mine.event(titled(WORDLESS))).data).toMatchObject({ body: '', path: '/notifications' });
    expect((await mine.event(titled(title))).data).toMatchObject({ unread: 2 });
  });
});

describe('somebody whose settings make no sense', () => {
  it.each([
    ['a time zone that is none', `UPDATE users SET time_zone = 'Nowhere/Else' WHERE id = $1`],
    [
      'preferences that are none',
      `INSERT INTO notification_settings (user_id, settings) VALUES ($1, '{"digest": 5, "emailAfterMinutes": "soon"}')`,
    ],
  ])('(%s) is told as one who has set nothing, and so is everybody else', async (_what, sql) => {
    await server.db.query(sql, [carla.id]);
    await announce(bruno, carla);
    expect((await carla.call('GET', '/notifications/preferences')).body).toMatchObject({ emailAfterMinutes: 15 });
  });
});

/** Until the worker has seen all of the channel's messages. */
const lookedAt = (channelId: string, seq: number) =>
  until(
    'all was looked at',
    async () => {
      const sql = `SELECT FROM log_cursors WHERE consumer = 'notifications' AND channel_id = $1 AND seq = $2`;
      return (await server.db.query(sql, [channelId, seq])).rowCount === 1;
    },
    WITHIN_MS,
  );
/** As if it had seen none. */
const unseen = (channelId: string) =>
  server.db.query(`UPDATE log_cursors SET seq = 0 WHERE consumer = 'notifications' AND channel_id = $1`, [channelId]);

const told = (person: Person, by: { id: string }) =>
  until(
    `${person.username} is told`,
    async () => (await inbox(person)).items.some(({ messageId }) => messageId === by.id),
    WITHIN_MS,
  );

/** So many make more than 65,535 expressions of one to four words. */
const WORDY = 9;
/** Two thousand words that are in no other of them. */
const wordy = (place: number) =>
  Array.from({ length: 2000 }, (_, i) => String.fromCodePoint(0x4e00 + place * 2000 + i)).join(' ');

describe('in a channel', () => {
  it('messages of so many words that no statement takes them one by one keep nobody from being told', async () => {
    const { id } = await ana.createChannel({}, [bruno, carla]);
    let last = { id: '' };
    for (let place = 0; place < WORDY; place++) last = (await ana.post(id, wordy(place))).message;
    const keywords = [wordy(WORDY - 1).slice(-5)];
    await carla.call('PATCH', '/notifications/preferences', { keywords });
    await lookedAt(id, WORDY);
    await unseen(id);
    const { message } = await ana.post(id, `@${bruno.username} look`);
    await told(bruno, message);
    await told(carla, last);
    expect((await inbox(carla)).items.find(({ kind }) => kind === 'keyword')).toMatchObject({ count: 1 });
  });

  it('a message that cannot be told of is passed over after some attempts, and stands among what failed', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const { message: broken } = await ana.post(id, 'not what it seems');
    await lookedAt(id, 1);
    await server.db.query(`UPDATE messages SET mentions = '{}' WHERE id = $1`, [broken.id]);
    await unseen(id);
    const { message } = await ana.post(id, `@${bruno.username} look`);
    await told(bruno, message);
    const failed = async () => (await ana.get(DeadLetterPage, '/admin/dead-letters?queue=notifications')).items;
    await until('noted', async () => (await failed()).length > 0, WITHIN_MS);
    expect(await failed()).toMatchObject([{ name: 'fan-out', data: { channelId: id }, attempts: 5 }]);
  });
});

describe('a push whose worker did not come back', () => {
  it('is tried again, but not for ever', async () => {
    await announce(bruno, carla);
    // The worker is not at it any more, which would write over what is arranged here.
    for (const person of [bruno, carla]) {
      await until('nothing to push to', async () => (await push(person))?.state === 'skipped', WITHIN_MS);
    }
    await left(bruno, 1);
    await left(carla, 8);
    await until('given up', async () => (await push(carla))?.state === 'failed', WITHIN_MS);
    await until('tried again', async () => (await push(bruno))?.state === 'skipped', WITHIN_MS);
    expect(await push(carla)).toMatchObject({ reason: 'worker_lost', dueAt: null });
    expect((await push(bruno))?.steps.map(({ state, reason }) => `${state}: ${reason}`).slice(-2)).toEqual([
      'planned: worker_lost',
      'skipped: no_subscription',
    ]);
  });
});
