import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeliveryList, NotificationPage } from '../../src/contract/notifications.js';
import { ReactionFanOut } from '../../src/notifications/reaction-fan-out.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { linesOf } from '../support/scheduled.js';

const WITHIN_MS = 30_000;

let server: Server;
let ana: Person;
let bruno: Person;
let carla: Person;
let channelId: string;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true });
  ana = await Person.register(server, { displayName: 'Ana' });
  bruno = await Person.register(server, { displayName: 'Bruno' });
  carla = await Person.register(server, { displayName: 'Carla' });
  channelId = (await ana.createChannel({ name: 'ideas' }, [bruno, carla])).id;
});
afterAll(() => server.stop());

const react = (person: Person, messageId: string, emoji = '👍', method = 'PUT') =>
  person.call(method, `/messages/${messageId}/reactions/${encodeURIComponent(emoji)}`);
/** Waits until the author's line about the message stands for so many reactions. */
async function lineOf(author: Person, messageId: string, count: number) {
  const found = async () => (await linesOf(author, 'reaction', 1)).find((line) => line.messageId === messageId);
  await until(
    () => `${count} reactions`,
    async () => (await found())?.count === count,
    WITHIN_MS,
  );
  const line = await found();
  if (!line) throw new Error('the line is gone');
  return line;
}
/** Everything up to now has been looked at. */
async function lookedAt(): Promise<void> {
  await until(
    'the cursor is at the head',
    async () => {
      const { rows } = await server.db.query<{ behind: number }>(
        `SELECT c.rev - l.seq AS behind FROM channels c JOIN log_cursors l ON l.channel_id = c.id
         WHERE l.consumer = 'reactions' AND c.id = $1`,
        [channelId],
      );
      return rows[0]?.behind === 0;
    },
    WITHIN_MS,
  );
}

describe('a reaction to one’s own message', () => {
  it('is a line of the inbox, live, without push and e-mail where nothing else was chosen', async () => {
    const socket = await ana.connect({ instance: 1 });
    const { message } = await ana.post(channelId, 'what about this?');
    await react(bruno, message.id, '🎉');
    const event = await socket.event('notification', ({ kind }) => kind === 'reaction');
    expect(event).toMatchObject({
      title: 'Bruno reacted 🎉 to your message in #ideas',
      body: 'what about this?',
      path: `/c/${channelId}/${message.seq}`,
      actorIds: [bruno.id],
      count: 1,
    });
    const { items } = await ana.get(DeliveryList, `/notifications/${event.id}/deliveries`);
    expect(items.map(({ way, state, reason }) => [way, state, reason])).toEqual([
      ['in_app', 'sent', 'socket'],
      ['push', 'skipped', 'preference'],
      ['email', 'skipped', 'preference'],
    ]);
    expect(items[0]).toMatchObject({ kind: 'reaction', rule: 'own_message' });
  });

  it('joins the line of the same message while that is unread, and begins a new one after', async () => {
    const { message } = await ana.post(channelId, 'popular');
    await react(bruno, message.id);
    await lineOf(ana, message.id, 1);
    await react(carla, message.id);
    const both = await lineOf(ana, message.id, 2);
    expect(both).toMatchObject({ title: 'Carla and Bruno: 2 reactions to your message in #ideas' });
    await react(carla, message.id, '❤️');
    const three = await lineOf(ana, message.id, 3);
    expect(three).toMatchObject({ id: both.id, actorIds: [carla.id, bruno.id] });
    // Reading on in the channel is not seeing what came to a message of long ago.
    await ana.call('PUT', `/channels/${channelId}/read`, { seq: message.seq });
    expect(await lineOf(ana, message.id, 3)).toMatchObject({ readAt: null });
    await ana.call('POST', `/notifications/${both.id}/read`);
    await react(bruno, message.id, '🎉');
    await until(
      'a line of its own',
      async () =>
        (await linesOf(ana, 'reaction', 1)).some(({ messageId, readAt }) => messageId === message.id && !readAt),
      WITHIN_MS,
    );
  });

  it('is told once, though it is taken back and given again; one that was told stays', async () => {
    const { message } = await ana.post(channelId, 'to and fro');
    await react(bruno, message.id);
    await lineOf(ana, message.id, 1);
    for (const method of ['DELETE', 'PUT', 'DELETE', 'PUT', 'DELETE']) await react(bruno, message.id, '👍', method);
    await react(carla, message.id, '🎉');
    expect(await lineOf(ana, message.id, 2)).toMatchObject({ actorIds: [carla.id, bruno.id] });
  });

  it('is not told to oneself, nor where the channel was silenced, nor outside it', async () => {
    const dora = await Person.register(server);
    const eva = await Person.register(server);
    for (const person of [dora, eva]) await ana.invite(channelId, person.id);
    const [mine, silent, left] = [
      (await ana.post(channelId, 'my own')).message,
      (await dora.post(channelId, 'quiet please')).message,
      (await eva.post(channelId, 'farewell')).message,
    ];
    await dora.call('PUT', `/channels/${channelId}/notifications`, { level: 'nothing' });
    await eva.call('POST', `/channels/${channelId}/leave`);
    await react(ana, mine.id);
    for (const { id } of [silent, left]) await react(bruno, id);
    await lookedAt();
    for (const person of [dora, eva]) {
      const { items } = await person.get(NotificationPage, '/notifications');
      expect(items.filter(({ kind }) => kind === 'reaction')).toEqual([]);
    }
    const { items } = await ana.get(NotificationPage, '/notifications');
    expect(items.filter(({ messageId }) => messageId === mine.id)).toEqual([]);
  });

  it('by many is one line, that says so, whatever the batches and whoever repeats them', async () => {
    const { message } = await ana.post(channelId, 'for everybody');
    await server.db.query(
      `WITH people AS (
         INSERT INTO users (id, email, username, display_name, password_hash, role)
         SELECT gen_random_uuid(), 'fan' || n || '@crowd.example', 'fan' || n, 'Fan ' || n, 'x', 'member'
         FROM generate_series(1, 49) n RETURNING id),
       head AS (UPDATE channels SET rev = rev + 49 WHERE id = $1 RETURNING rev - 49 AS rev),
       given AS (
         INSERT INTO reactions (channel_id, seq, emoji, user_id, rev)
         SELECT $1, $2, '👍', people.id, head.rev + row_number() OVER () FROM people, head RETURNING rev)
       UPDATE messages SET rev = (SELECT max(rev) FROM given), change_kind = 'reacted',
         reactions = jsonb_build_array(jsonb_build_object('emoji', '👍', 'count', 49, 'userIds', '[]'::jsonb))
       WHERE channel_id = $1 AND seq = $2`,
      [channelId, message.seq],
    );
    const fanOut = server.worker.get(ReactionFanOut, { strict: false });
    await Promise.all([1, 2, 3].map(() => fanOut.run(channelId)));
    await lineOf(ana, message.id, 49);
    await server.db.query(`UPDATE log_cursors SET seq = 0 WHERE consumer = 'reactions' AND channel_id = $1`, [
      channelId,
    ]);
    await react(bruno, message.id);
    const line = await lineOf(ana, message.id, 50);
    expect(line.title).toMatch(/^Bruno, Fan \d+ and others: 50 reactions to your message in #ideas$/);
    await lookedAt();
    expect((await linesOf(ana, 'reaction', 1)).filter(({ messageId }) => messageId === message.id)).toHaveLength(1);
  });

  it('is told by the sweep where nobody heard of it, and costs quiet channels nothing', async () => {
    const { message } = await ana.post(channelId, 'alone');
    await lookedAt();
    await server.stopWorkers();
    await react(bruno, message.id);
    await server.emptyRedis();
    for (let i = 0; i < 3; i++) await ana.post(channelId, `talk ${i}`);
    await server.addWorker();
    expect(await lineOf(ana, message.id, 1)).toMatchObject({ actorIds: [bruno.id] });
    await ana.post(channelId, 'nothing but words');
    await lookedAt();
  });
});
