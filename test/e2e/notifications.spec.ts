import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { MyChannel } from '../../src/contract/channels.js';
import {
  DeliveryList,
  Explanation,
  type Notification,
  NotificationPage,
  Preferences,
  UnreadCount,
} from '../../src/contract/notifications.js';
import { InboxFeed } from '../../src/notifications/inbox-feed.service.js';
import { NotificationsModule } from '../../src/notifications/notifications.module.js';
import { Server } from '../support/app.js';
import { until as untilWithin } from '../support/cluster/until.js';
import { EventClient } from '../support/event-source.js';
import { Person } from '../support/factories.js';
import { problemOf, succeeded } from '../support/rest.js';

const WITHIN_MS = 30_000;
const until = (what: string, holds: () => Promise<boolean>) => untilWithin(what, holds, WITHIN_MS);

const feeds: InboxFeed[] = [];

/** Lets the tests follow an inbox as a stream does. */
@Module({ imports: [NotificationsModule] })
class ProbeModule {
  constructor(feed: InboxFeed) {
    feeds.push(feed);
  }
}

let server: Server;
let ana: Person;
let bruno: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true, env: { PUSH_AFTER: '3600' }, modules: [ProbeModule] });
  [ana, bruno] = [await Person.register(server), await Person.register(server)];
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => server.stop());

const inbox = (person: Person, query = '') => person.get(NotificationPage, `/notifications${query}`);

/** The newest notification of the kind, once it is there. */
async function notified(person: Person, kind: string): Promise<Notification> {
  let found: Notification | undefined;
  await until(`a ${kind} for ${person.username}`, async () => {
    found = (await inbox(person)).items.find((item) => item.kind === kind);
    return found !== undefined;
  });
  if (!found) throw new Error('gone');
  return found;
}

/** Does something between a query and what it is asked for. */
function afterQueries(happens: (asked: string) => Promise<void>): void {
  const begin = Reflect.get(DataSource.prototype, 'createQueryRunner');
  vi.spyOn(DataSource.prototype, 'createQueryRunner').mockImplementation(function (this: DataSource) {
    const runner = begin.call(this);
    const query = Reflect.get(runner, 'query') as (...given: unknown[]) => Promise<unknown>;
    const watched = async (...given: unknown[]) => {
      const answer = await query.apply(runner, given);
      await happens(JSON.stringify(given));
      return answer;
    };
    return Object.assign(runner, { query: watched });
  });
}

async function direct(from: Person, to: Person): Promise<string> {
  return succeeded(MyChannel, await from.call('POST', '/channels/direct', { userIds: [to.id] })).id;
}

describe('a mention', () => {
  it('is in the inbox of whoever was mentioned, and live on every device', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const [one, two] = [await bruno.connect(), await bruno.connect({ instance: 1 })];

    const { message } = await ana.post(id, `@${bruno.username} look`);

    const notification = await notified(bruno, 'mention');
    expect(notification).toMatchObject({
      kind: 'mention',
      body: `@${bruno.username} look`,
      channelId: id,
      messageId: message.id,
      actorIds: [ana.id],
      count: 1,
      path: `/c/${id}/${message.seq}`,
      readAt: null,
    });
    for (const socket of [one, two]) {
      const event = await socket.event('notification', ({ messageId }) => messageId === message.id);
      expect(event).toMatchObject({ id: notification.id, alert: true });
    }
    expect((await inbox(ana)).items.filter(({ kind }) => kind === 'mention')).toEqual([]);
  });

  it('that is read on one device is read on all, and cancels what was to come', async () => {
    const carla = await Person.register(server);
    const { id } = await ana.createChannel({}, [carla]);
    const devices = await Promise.all([carla.connect(), carla.connect({ instance: 1 })]);
    await ana.post(id, `@${carla.username}`);
    const notification = await notified(carla, 'mention');

    const { status } = await carla.call('POST', `/notifications/${notification.id}/read`);

    expect(status).toBe(200);
    for (const device of devices) {
      const event = await device.event('notification', ({ readAt }) => readAt !== null);
      expect(event).toMatchObject({ id: notification.id, alert: false });
    }
    const { items } = await carla.get(DeliveryList, `/notifications/${notification.id}/deliveries`);
    expect(items.map(({ way, state, reason }) => [way, state, reason])).toEqual([
      ['in_app', 'sent', 'socket'],
      ['push', 'skipped', 'no_subscription'],
      ['email', 'cancelled', 'read'],
    ]);
  });

  it('that is read in its channel needs no telling any more', async () => {
    const carla = await Person.register(server);
    const { id } = await ana.createChannel({}, [carla]);
    const { message } = await ana.post(id, `@${carla.username}`);
    const notification = await notified(carla, 'mention');

    await carla.call('PUT', `/channels/${id}/read`, { seq: message.seq });

    await until('it is read', async () =>
      (await inbox(carla, '?show=unread')).items.every(({ kind }) => kind !== 'mention'),
    );
    expect(await notified(carla, 'mention')).toMatchObject({ id: notification.id, readAt: expect.any(String) });
  });

  it('that is read with all that there is, needs no telling any more', async () => {
    const carla = await Person.register(server);
    const channels = [await ana.createChannel({}, [carla]), await ana.createChannel({}, [carla])];
    for (const { id } of channels) await ana.post(id, `@${carla.username}`);
    await until('told', async () => (await inbox(carla)).items.filter(({ kind }) => kind === 'mention').length === 2);
    const notification = await notified(carla, 'mention');
    const device = await carla.connect({ instance: 1 });

    await carla.call('POST', '/channels/read-all');

    for (const { id } of channels) {
      const read = await device.event('notification', ({ channelId, readAt }) => channelId === id && readAt !== null);
      expect(read).toMatchObject({ kind: 'mention', alert: false });
    }
    const { items } = await carla.get(DeliveryList, `/notifications/${notification.id}/deliveries`);
    expect(items.find(({ way }) => way === 'email')).toMatchObject({ state: 'cancelled', reason: 'read' });
  });
});

describe('direct messages', () => {
  it('that wait together are one line', async () => {
    const carla = await Person.register(server);
    const id = await direct(ana, carla);
    for (const body of ['one', 'two', 'three']) await ana.post(id, body);

    await until('three on one line', async () => (await inbox(carla)).items[0]?.count === 3);

    const { items, unread } = await inbox(carla);
    expect(items).toHaveLength(1);
    expect(unread).toBe(1);
    expect(items[0]).toMatchObject({ kind: 'direct_message', body: 'three', actorIds: [ana.id] });
    expect(succeeded(UnreadCount, await carla.call('POST', '/notifications/read-all'))).toEqual({ unread: 0 });
    await ana.post(id, 'four');
    await until('a new line', async () => (await inbox(carla)).items.length === 2);
  });
});

describe('the stream', () => {
  it('has every change once and in order, from wherever it is resumed while more come', async () => {
    const carla = await Person.register(server);
    const { id } = await ana.createChannel({}, [carla]);
    const mention = () => ana.post(id, `@${carla.username}`);
    for (let i = 0; i < 20; i++) await mention();
    await until('told', async () => (await inbox(carla)).unread >= 21);
    const open = (lastEventId: number) =>
      EventClient.open(server, '/notifications/events', {
        events: ['notification'],
        bearer: carla.accessToken,
        lastEventId: String(lastEventId),
        instance: lastEventId % 2,
      });

    const starts = [1, 4, 9, 12, 15, 18, 20];
    const more = (async () => {
      for (let i = 0; i < 20; i++) await mention();
    })();
    const streams = await Promise.all(starts.map(open));
    await more;

    for (const [i, stream] of streams.entries()) {
      const from = starts[i] ?? 0;
      const events = await stream.count(41 - from);
      expect(events.map((event) => Number(event.id))).toEqual(
        Array.from({ length: 41 - from }, (_, n) => from + n + 1),
      );
    }
  });

  it('has what changed while changes were read', async () => {
    const carla = await Person.register(server);
    const { id } = await ana.createChannel({}, [carla]);
    for (const body of ['one', 'two']) await ana.post(id, `@${carla.username} ${body}`);
    await until('told', async () => (await inbox(carla)).unread === 3);
    let commits: Promise<unknown> | undefined;
    afterQueries(async (asked) => {
      if (!asked.includes('rev > cursor.rev') || !asked.includes(carla.id)) return;
      await (commits ??= carla.call('POST', '/notifications/read-all'));
    });

    const revs: number[] = [];
    const stop = feeds[0]?.follow(carla.id, 2, (_event, rev) => revs.push(rev));

    await until('all that was read', () => Promise.resolve(revs.includes(6)));
    stop?.();
    expect(revs).toEqual([3, 4, 5, 6]);
  });

  it('tells its place before the first event, to whoever is cut off before it', async () => {
    const carla = await Person.register(server);
    const { id } = await ana.createChannel({}, [carla]);
    await notified(carla, 'invitation');
    const open = async (since: string) => {
      const response = await fetch(`${server.url}/api/v1/notifications/events${since}`, {
        headers: { Authorization: `Bearer ${carla.accessToken}` },
      });
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      while (!text.includes('id: ')) text += (await reader?.read())?.value ?? '';
      await reader?.cancel();
      return text;
    };
    expect(await open('')).toContain('\n\nid: 1\n\n');
    // A place that this inbox has not reached yet is not kept.
    expect(await open('?since=100')).toContain('\n\nid: 1\n\n');

    await ana.post(id, `@${carla.username}`);
    await notified(carla, 'mention');
    const resumed = await EventClient.open(server, '/notifications/events', {
      events: ['notification'],
      bearer: carla.accessToken,
      lastEventId: '1',
    });
    expect((await resumed.count(1))[0]?.data).toMatchObject({ kind: 'mention' });
  });
});

describe('who answers in the channel', () => {
  it('has read what they answer', async () => {
    const carla = await Person.register(server);
    const id = await direct(ana, carla);
    await ana.post(id, 'are you there?');
    expect((await notified(carla, 'direct_message')).readAt).toBeNull();
    await carla.post(id, 'yes');
    expect(await inbox(carla)).toMatchObject({
      unread: 0,
      items: [{ kind: 'direct_message', readAt: expect.any(String) }],
    });
  });
});

describe('everybody in a channel', () => {
  it('hears of @channel, in batches, each once', async () => {
    const owner = await Person.register(server);
    const { id } = await owner.createChannel();
    await server.db.query(
      `INSERT INTO users (id, email, username, display_name, password_hash, role)
       SELECT gen_random_uuid(), 'crowd' || n || '@example.com', 'crowd' || n, 'Crowd ' || n, 'x', 'member'
       FROM generate_series(1, 1200) n`,
    );
    await server.db.query(
      `INSERT INTO members (channel_id, user_id, role) SELECT $1, id, 'member' FROM users WHERE username LIKE 'crowd%'`,
      [id],
    );

    await owner.post(id, '@channel hello');

    const told = async () => {
      const { rows } = await server.db.query<{ lines: number; people: number }>(
        `SELECT count(*)::int AS lines, count(DISTINCT user_id)::int AS people FROM notifications WHERE channel_id = $1`,
        [id],
      );
      return rows[0];
    };
    await until('all are told', async () => (await told())?.people === 1200);
    expect(await told()).toEqual({ lines: 1200, people: 1200 });
  });
});

describe('preferences', () => {
  it('change what is given and nothing else', async () => {
    const carla = await Person.register(server);
    const before = await carla.get(Preferences, '/notifications/preferences');
    await carla.call('PATCH', '/notifications/preferences', { kinds: { mention: { push: false } } });
    await carla.call('PATCH', '/notifications/preferences', { keywords: ['Deploy', 'deploy'], emailAfterMinutes: 3 });
    const after = await carla.get(Preferences, '/notifications/preferences');
    expect(after).toEqual({
      ...before,
      kinds: { ...before.kinds, mention: { ...before.kinds.mention, push: false } },
      keywords: ['deploy'],
      emailAfterMinutes: 3,
    });
  });

  it('a watched word is told of', async () => {
    const carla = await Person.register(server);
    const { id } = await ana.createChannel({}, [carla]);
    await carla.call('PATCH', '/notifications/preferences', { keywords: ['deploy', 'code review'] });
    await ana.post(id, 'Who does the Code Review?');
    expect((await notified(carla, 'keyword')).title).toContain('code review');
  });
});

describe('other things', () => {
  it('such as being brought into a channel are told once', async () => {
    const carla = await Person.register(server);
    const { id } = await ana.createChannel({ name: 'come in' }, [carla]);
    expect(await notified(carla, 'invitation')).toMatchObject({ channelId: id, actorIds: [ana.id], path: `/c/${id}` });
    expect((await notified(carla, 'invitation')).title).toContain('#come in');
  });

  it('such as a job of one’s own that is finished are told once', async () => {
    const { id } = await ana.createChannel();
    await ana.post(id, 'to be exported');
    await ana.call('POST', `/channels/${id}/exports`, { format: 'jsonl' });
    expect(await notified(ana, 'job_finished')).toMatchObject({ title: 'Export of a channel: finished', count: 1 });
  });

  it('such as an announcement are told to everybody, by administrators alone', async () => {
    const news = { title: 'New tea', body: 'It is green.' };
    expect(problemOf(await bruno.call('POST', '/announcements', news)).code).toBe('forbidden');
    expect((await ana.call('POST', '/announcements', news)).status).toBe(202);
    for (const person of [ana, bruno]) expect(await notified(person, 'announcement')).toMatchObject(news);
  });
});

describe('the question why', () => {
  it('is answered for oneself, and for anybody to administrators', async () => {
    const carla = await Person.register(server);
    const { id } = await bruno.createChannel({}, [carla]);
    await carla.call('PUT', `/channels/${id}/notifications`, { level: 'nothing' });
    const { message } = await bruno.post(id, `@${carla.username} are you there?`);
    const path = `/notifications/explain?messageId=${message.id}&userId=${carla.id}`;

    await until('decided', async () => (await carla.get(Explanation, path)).decidedAt !== null);

    expect(await carla.get(Explanation, path)).toMatchObject({ told: false, rule: 'level_nothing', kind: null });
    // The first account of the server owns it.
    expect(await ana.get(Explanation, path)).toMatchObject({ told: false, rule: 'level_nothing' });
    expect(problemOf(await bruno.call('GET', path)).code).toBe('forbidden');
  });
});

it('a device that is behind is sent what it missed once it takes it, and others do not wait', async () => {
  const carla = await Person.register(server);
  const { id } = await ana.createChannel({}, [carla]);
  const drained = Promise.withResolvers<void>();
  const room = { isFull: true, drained: () => drained.promise };
  const [behind, ahead]: [number[], number[]] = [[], []];
  const stops = [
    feeds[0]?.follow(carla.id, 0, (_event, rev) => behind.push(rev), room),
    feeds[0]?.follow(carla.id, 0, (_event, rev) => ahead.push(rev)),
  ];
  for (const body of ['one', 'two']) await ana.post(id, `@${carla.username} ${body}`);
  const last = () => ahead.at(-1) ?? 0;
  await until('both mentions', () => Promise.resolve(ahead.length >= 2));
  expect(behind).toEqual([]);
  room.isFull = false;
  drained.resolve();
  await until('it has caught up', () => Promise.resolve(behind.at(-1) === last()));
  expect(behind).toEqual([...behind].toSorted((a, b) => a - b));
  for (const stop of stops) stop?.();
});
