import { afterAll, beforeAll, expect, it } from 'vitest';
import { MyChannel } from '../../src/contract/channels.js';
import type { Message } from '../../src/contract/messages.js';
import { Explanation, type Notification, NotificationPage } from '../../src/contract/notifications.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { succeeded } from '../support/rest.js';

const WITHIN_MS = 30_000;

let server: Server;
let ana: Person;
let bruno: Person;
let carla: Person;

beforeAll(async () => {
  server = await Server.start({ worker: true, env: { PUSH_AFTER: '3600' } });
  [ana, bruno, carla] = [await Person.register(server), await Person.register(server), await Person.register(server)];
});
afterAll(() => server.stop());

const inbox = async (person: Person): Promise<Notification[]> =>
  (await person.get(NotificationPage, '/notifications')).items;
const explained = (person: Person, { id }: Message) =>
  person.get(Explanation, `/notifications/explain?messageId=${id}&userId=${person.id}`);

/** What was decided of the message for somebody, once it was. */
async function decided(person: Person, message: Message): Promise<Explanation> {
  let why: Explanation | undefined;
  await until(
    () => `a decision for ${person.username}: ${JSON.stringify(why)}`,
    async () => (why = await explained(person, message)).decidedAt !== null,
    WITHIN_MS,
  );
  if (!why) throw new Error('gone');
  return why;
}

async function talk(): Promise<{
  channel: MyChannel;
  root: Message;
  reply: (who: Person, body: string) => Promise<Message>;
}> {
  const channel = await ana.createChannel({}, [bruno, carla]);
  const { message: root } = await ana.post(channel.id, 'what about lunch?');
  const reply = async (who: Person, body: string) => {
    const socket = await who.connect();
    return (await socket.reply(root, body)).message;
  };
  return { channel, root, reply };
}

it('a reply is told to the followers, save its author, in one line of the thread', async () => {
  const { channel, root, reply } = await talk();
  const first = await reply(bruno, 'yes');
  expect(await decided(ana, first)).toMatchObject({ kind: 'thread_reply', rule: 'thread_followed', told: true });
  const [line] = await inbox(ana);
  expect(line).toMatchObject({
    kind: 'thread_reply',
    title: expect.stringContaining(`replied in a thread in #${channel.name}`),
    body: 'yes',
    channelId: root.id,
    messageId: first.id,
    path: `/c/${root.id}/1`,
  });
  const second = await reply(bruno, 'at one');
  await decided(ana, second);
  expect((await inbox(ana))[0]).toMatchObject({ id: line?.id, count: 2, messageId: second.id });
  expect(await explained(bruno, second)).toMatchObject({ told: false, rule: 'own_message' });
  expect(await explained(carla, second)).toMatchObject({ told: false });
  expect((await inbox(carla)).map(({ kind }) => kind)).not.toContain('thread_reply');
  await ana.call('PUT', `/channels/${root.id}/read`, { seq: 2 });
  expect((await inbox(ana))[0]?.readAt).not.toBeNull();
});

it('whoever is named in a reply is told once, of that', async () => {
  const { channel, reply } = await talk();
  const message = await reply(bruno, `@${ana.username} and @${carla.username}?`);
  for (const person of [ana, carla]) {
    expect(await decided(person, message)).toMatchObject({ kind: 'mention', rule: 'mentioned' });
    const lines = (await inbox(person)).filter(({ messageId }) => messageId === message.id);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.title).toContain(`mentioned you in #${channel.name}`);
  }
});

it('who follows no more, or wants to hear nothing of it, is not told', async () => {
  const { root, reply } = await talk();
  await reply(bruno, 'first');
  await reply(carla, 'second');
  await ana.call('DELETE', `/threads/${root.id}/follow`);
  await bruno.call('PUT', `/channels/${root.id}/notifications`, { level: 'nothing' });
  const third = await reply(carla, 'third');
  expect(await decided(bruno, third)).toMatchObject({ kind: null, rule: 'level_nothing' });
  expect(await explained(ana, third)).toMatchObject({ told: false });
});

it('people choose how they hear of replies, in their language', async () => {
  const { reply } = await talk();
  await ana.call('PATCH', '/users/me', { locale: 'es' });
  await reply(bruno, 'hola');
  await until(
    'told',
    async () => (await inbox(ana))[0]?.title.includes('ha respondido en un hilo de') ?? false,
    WITHIN_MS,
  );
  await ana.call('PATCH', '/notifications/preferences', { kinds: { thread_reply: { inApp: false, push: false } } });
  const message = await reply(bruno, 'nada');
  await decided(ana, message);
  expect((await inbox(ana)).filter(({ messageId }) => messageId === message.id)).toEqual([]);
});

it('in a direct channel a reply has a place too', async () => {
  const { id } = succeeded(MyChannel, await ana.call('POST', '/channels/direct', { userIds: [bruno.id] }));
  const { message: root } = await bruno.post(id, 'between us');
  const { message } = await (await ana.connect()).reply(root, 'yes');
  await decided(bruno, message);
  expect((await inbox(bruno))[0]?.title).toMatch(/replied in a thread in a direct conversation$/);
});
