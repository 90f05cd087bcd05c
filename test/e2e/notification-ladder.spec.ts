import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MyChannel } from '../../src/contract/channels.js';
import { type Delivery, DeliveryList, type Notification, NotificationPage } from '../../src/contract/notifications.js';
import { PushKey } from '../../src/contract/push.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { EventClient } from '../support/event-source.js';
import { Person } from '../support/factories.js';
import { type PushBrowser, PushEndpoint } from '../support/push-endpoint.js';
import { succeeded } from '../support/rest.js';
import { headerOf, SmtpCatcher } from '../support/smtp-catcher.js';

const WITHIN_MS = 30_000;

let server: Server;
let smtp: SmtpCatcher;
let pushService: PushEndpoint;
let ana: Person;
let carla: Person;

beforeAll(async () => {
  smtp = await SmtpCatcher.start();
  server = await Server.start({
    instances: 2,
    worker: true,
    env: { SMTP_URL: smtp.url, PUSH_AFTER: '3600', PUBLIC_URL: 'https://chat.example.com' },
  });
  ana = await Person.register(server);
  const { publicKey } = await ana.get(PushKey, '/push/key');
  pushService = await PushEndpoint.start(publicKey);
});
afterAll(async () => {
  await server.stop();
  await pushService.stop();
  await smtp.stop();
});
beforeEach(async () => {
  carla = await Person.register(server);
  await verify(carla);
});

const addressOf = ({ username }: Person) => `${username}@example.com`;
/** Notifications by e-mail; not the question whose the address is. */
const mailed = (person: Person) => smtp.to(addressOf(person)).filter((mail) => headerOf(mail, 'list-unsubscribe'));

async function mailTo(person: Person): Promise<ReturnType<typeof mailed>[number]> {
  await until('mailed', () => mailed(person).length > 0, WITHIN_MS);
  const [mail] = mailed(person);
  if (!mail) throw new Error('gone');
  return mail;
}

const verify = ({ id }: Person) => server.db.query('UPDATE users SET email_verified_at = now() WHERE id = $1', [id]);
const prefer = (person: Person, preferences: object) => person.call('PATCH', '/notifications/preferences', preferences);

async function subscribe(person: Person): Promise<PushBrowser> {
  const browser = pushService.browser();
  await person.call('POST', '/push/subscriptions', browser.subscription);
  return browser;
}

async function direct(from: Person, to: Person): Promise<string> {
  return succeeded(MyChannel, await from.call('POST', '/channels/direct', { userIds: [to.id] })).id;
}

/** A direct message from Ana, and what the inbox says of it. */
async function told(body: string): Promise<{ notification: Notification; channelId: string; seq: number }> {
  const channelId = await direct(ana, carla);
  const { message } = await ana.post(channelId, body);
  let notification: Notification | undefined;
  await until(
    'told',
    async () => {
      const { items } = await carla.get(NotificationPage, '/notifications');
      notification = items.find(({ messageId }) => messageId === message.id);
      return notification !== undefined;
    },
    WITHIN_MS,
  );
  if (!notification) throw new Error('gone');
  return { notification, channelId, seq: message.seq };
}

async function deliveries({ id }: Notification): Promise<Record<string, Delivery>> {
  const { items } = await carla.get(DeliveryList, `/notifications/${id}/deliveries`);
  return Object.fromEntries(items.map((delivery) => [delivery.way, delivery]));
}

async function reaches(notification: Notification, way: string, state: string): Promise<Delivery> {
  let last: Delivery | undefined;
  await until(
    () => `${way} is ${state}: ${JSON.stringify(last)}`,
    async () => {
      last = (await deliveries(notification))[way];
      return last?.state === state;
    },
    WITHIN_MS,
  );
  if (!last) throw new Error('gone');
  return last;
}

/** The time has come of what was planned for later. */
const timePasses = ({ id }: Notification, way: string) =>
  server.db.query(
    `UPDATE deliveries SET due_at = now() - interval '10 seconds'
     WHERE notification_id = $1 AND way = $2 AND state = 'planned'`,
    [id, way],
  );

describe('each rung of the ladder', () => {
  it('a socket: the event comes there, and pockets stay silent while there is time to read it', async () => {
    const browser = await subscribe(carla);
    const socket = await carla.connect({ instance: 1 });

    const { notification } = await told('by socket');

    expect(await socket.event('notification')).toMatchObject({ id: notification.id, alert: true, unread: 1 });
    const { in_app: inApp, push, email } = await deliveries(notification);
    expect([inApp?.state, inApp?.reason]).toEqual(['sent', 'socket']);
    expect([push?.state, push?.reason]).toEqual(['planned', 'if_unread']);
    expect([email?.state, email?.reason]).toEqual(['planned', 'if_unread']);
    expect(browser.messages).toEqual([]);
  });

  it('a stream: the event comes there, and the rev resumes it', async () => {
    const stream = await EventClient.open(server, '/notifications/events', {
      events: ['notification'],
      bearer: carla.accessToken,
    });

    const { notification } = await told('by stream');

    const event = await stream.event(() => true);
    expect(event.data).toMatchObject({ id: notification.id, alert: true });
    expect(event.id).toBe(String(notification.rev));
    expect((await deliveries(notification))['in_app']).toMatchObject({ state: 'sent', reason: 'stream' });
    stream.close();

    const { notification: second } = await told('while nobody listened');
    const resumed = await EventClient.open(server, '/notifications/events', {
      events: ['notification'],
      bearer: carla.accessToken,
      lastEventId: event.id,
      instance: 1,
    });
    const [missed] = await resumed.count(1);
    expect(missed?.data).toMatchObject({ id: second.id, rev: notification.rev + 1 });
  });

  it('web push: encrypted for the browser of somebody who is not connected', async () => {
    const browser = await subscribe(carla);

    const { notification } = await told('by push');

    const delivery = await reaches(notification, 'push', 'sent');
    expect(delivery).toMatchObject({ reason: 'push_service', attempts: 1, answer: expect.stringContaining('201') });
    expect(browser.messages.map(({ payload }) => payload)).toEqual([
      expect.objectContaining({
        title: notification.title,
        body: 'by push',
        url: notification.path,
        tag: notification.id,
      }),
    ]);
  });

  it('e-mail: where it is still unread after some minutes, in the reader’s language', async () => {
    await carla.call('PATCH', '/users/me', { locale: 'es' });
    const { notification } = await told('by e-mail');
    await timePasses(notification, 'email');

    const mail = await mailTo(carla);
    const delivery = await reaches(notification, 'email', 'sent');

    expect(mail.subject).toBe(notification.title);
    expect(mail.subject).toContain('te ha escrito');
    expect(mail.text).toContain('by e-mail');
    expect(mail.text).toContain(`https://chat.example.com${notification.path}`);
    expect(delivery.steps.map(({ state, reason }) => `${state}: ${reason}`)).toEqual([
      'planned: if_unread',
      'sending: handed_over',
      'sent: mail_server',
    ]);
  });

  it('no e-mail to an address that nobody has shown to be theirs', async () => {
    await server.db.query('UPDATE users SET email_verified_at = NULL WHERE id = $1', [carla.id]);
    await prefer(carla, { emailAfterMinutes: 0 });
    const { notification } = await told('not by e-mail');
    expect(await reaches(notification, 'email', 'skipped')).toMatchObject({ reason: 'address_not_verified' });
    expect(mailed(carla)).toEqual([]);
  });
});

describe('a read cancels what is still to come', () => {
  it('push and e-mail, when it is read in the inbox', async () => {
    const browser = await subscribe(carla);
    await carla.connect();
    const { notification } = await told('read in the inbox');
    await carla.call('POST', `/notifications/${notification.id}/read`);
    for (const way of ['push', 'email']) {
      expect(await reaches(notification, way, 'cancelled')).toMatchObject({ reason: 'read' });
    }
    expect(browser.messages).toEqual([]);
  });

  it('push and e-mail, when its channel is read on any device', async () => {
    await subscribe(carla);
    const socket = await carla.connect({ instance: 1 });
    const { notification, channelId, seq } = await told('read in the channel');
    await socket.read(channelId, seq);
    for (const way of ['push', 'email']) await reaches(notification, way, 'cancelled');
    expect(await socket.event('notification', ({ readAt }) => readAt !== null)).toMatchObject({ id: notification.id });
  });

  it('what is due, when the read was not heard of: the marker says so', async () => {
    const { notification, channelId, seq } = await told('read unheard');
    await server.db.query('UPDATE members SET read_seq = $3 WHERE channel_id = $1 AND user_id = $2', [
      channelId,
      carla.id,
      seq,
    ]);
    await timePasses(notification, 'email');
    expect(await reaches(notification, 'email', 'cancelled')).toMatchObject({ reason: 'read_in_channel' });
    expect(mailed(carla)).toEqual([]);
  });

  it('what a message said, when it is deleted before it was told', async () => {
    const { notification } = await told('a slip');
    await ana.call('DELETE', `/messages/${notification.messageId}`);
    await timePasses(notification, 'email');
    expect(await reaches(notification, 'email', 'cancelled')).toMatchObject({ reason: 'message_deleted' });
    const { items } = await carla.get(NotificationPage, '/notifications');
    expect(items.find(({ id }) => id === notification.id)?.body).toBe('');
  });
});

describe('quiet hours', () => {
  it('keep silence, and then tell of everything at once', async () => {
    const browser = await subscribe(carla);
    const doNotDisturbUntil = new Date(Date.now() + 7_200_000).toISOString();
    await prefer(carla, { doNotDisturbUntil, emailAfterMinutes: 0, kinds: { mention: { email: 'immediate' } } });
    const socket = await carla.connect();
    const { id } = await ana.createChannel({}, [carla]);
    await socket.event('notification', ({ kind }) => kind === 'invitation');
    const { notification } = await told('one');
    for (const body of ['two', 'three']) await ana.post(id, `@${carla.username} ${body}`);
    await socket.event('notification', ({ body }) => body.includes('three'));

    expect(socket.received.notification.map(({ alert }) => alert)).not.toContain(true);
    expect((await deliveries(notification))['push']).toMatchObject({
      state: 'planned',
      reason: 'do_not_disturb',
      dueAt: doNotDisturbUntil,
    });

    await prefer(carla, { doNotDisturbUntil: null });
    await server.db.query(
      `UPDATE deliveries SET due_at = now() - interval '10 seconds' WHERE user_id = $1 AND state = 'planned'`,
      [carla.id],
    );
    await reaches(notification, 'push', 'sent');
    await reaches(notification, 'email', 'sent');

    expect(browser.messages).toHaveLength(1);
    expect(browser.messages[0]?.payload).toMatchObject({ tag: 'digest', title: expect.stringContaining('new') });
    const mails = mailed(carla);
    expect(mails).toHaveLength(1);
    for (const body of ['one', 'two', 'three']) expect(mails[0]?.text).toContain(body);
  });

  it('do not hold back what is critical', async () => {
    const doNotDisturbUntil = new Date(Date.now() + 7_200_000).toISOString();
    await prefer(carla, { doNotDisturbUntil });
    const socket = await carla.connect();
    await ana.call('POST', '/announcements', { title: 'Fire drill', body: 'Now.', critical: true });
    const event = await socket.event('notification', ({ kind }) => kind === 'announcement');
    expect(event).toMatchObject({ title: 'Fire drill', critical: true, alert: true });
  });
});

describe('an e-mail', () => {
  it('can be unsubscribed from with one click, for its kind alone', async () => {
    await prefer(carla, { emailAfterMinutes: 0 });
    await told('unwanted');
    const mail = await mailTo(carla);
    expect(headerOf(mail, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    const [, link = ''] = /<(.+)>/.exec(headerOf(mail, 'list-unsubscribe') ?? '') ?? [];
    const { search } = new URL(link);

    const page = await fetch(`${server.url}/api/v1/notifications/unsubscribe${search}`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<form method="post"')]);
    // A browser sends the origin of a form that it may refer to, and `null` for another.
    const origin = page.headers.get('referrer-policy') === 'same-origin' ? server.url : 'null';
    const headers = { origin, 'content-type': 'application/x-www-form-urlencoded' };
    const pressed = await fetch(page.url, { method: 'POST', headers });
    expect(pressed.status).toBe(204);

    const { body } = await carla.call('GET', '/notifications/preferences');
    expect(body).toMatchObject({
      kinds: { direct_message: { email: 'never' }, mention: { email: 'immediate' } },
    });
  });
});

describe('a sign-in with something new', () => {
  it('is told at once, by e-mail too', async () => {
    const body = { login: carla.username, password: 'a long enough password' };
    await fetch(`${server.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'A new browser' },
      body: JSON.stringify(body),
    });
    const mail = await mailTo(carla);
    expect(mail.subject).toBe('New sign-in to your account');
    expect(mail.text).toContain('A new browser');
  });
});
