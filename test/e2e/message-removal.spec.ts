import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChangedMessage } from '../../src/contract/messages.js';
import { Removal } from '../../src/contract/moderation.js';
import { DeliveryList, NotificationPage } from '../../src/contract/notifications.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { noSuchId, Person } from '../support/factories.js';
import { problemOf, succeeded } from '../support/rest.js';

let server: Server;
let ana: Person;
let moderator: Person;
let bruno: Person;
let carla: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true });
  ana = await Person.register(server);
  moderator = await Person.register(server);
  bruno = await Person.register(server);
  carla = await Person.register(server);
});
afterAll(() => server.stop());

async function moderated(fields: Record<string, unknown> = {}): Promise<string> {
  const { id } = await ana.createChannel(fields, [bruno, carla]);
  await ana.invite(id, moderator.id, 'moderator');
  return id;
}

const removedLines = async (person: Person) =>
  (await person.get(NotificationPage, '/notifications')).items.filter(({ kind }) => kind === 'message_removed');

describe.each(['socket', 'rest'] as const)('a moderator who deletes a message through the %s', (door) => {
  it('says why to its author and to those who moderate, and the tombstone says nothing', async () => {
    const id = await moderated();
    const watching = await carla.connect({ instance: 1 });
    const { message } = await bruno.post(id, 'buy my watches');
    const { id: messageId } = message;
    let deleted;
    if (door === 'socket') {
      const socket = await moderator.connect({ instance: 1 });
      deleted = await socket.ask(ChangedMessage, 'message:delete', { messageId, reason: 'advertising' });
      socket.close();
    } else {
      const answer = await moderator.call('DELETE', `/messages/${messageId}?reason=advertising`);
      deleted = succeeded(ChangedMessage, answer);
    }
    expect(deleted.message).toMatchObject({ body: '', html: '', rev: 2 });
    await watching.reaches(id, 2);
    expect(JSON.stringify(watching.changesOf(id).at(-1))).not.toMatch(/watches|advertising/);
    watching.close();
    for (const person of [bruno, ana, moderator]) {
      expect(await person.get(Removal, `/messages/${messageId}/removal`)).toMatchObject({
        messageId,
        removedBy: moderator.id,
        reason: 'advertising',
      });
    }
    expect((await carla.call('GET', `/messages/${messageId}/removal`)).status).toBe(403);
    await until(
      'the author is told',
      async () =>
        (await removedLines(bruno)).some((line) => line.messageId === messageId && line.body === 'advertising'),
      30_000,
    );
    const { rows } = await server.db.query('SELECT actor_id, detail FROM audit_log WHERE target = $1', [id]);
    expect(rows).toEqual([
      { actor_id: moderator.id, detail: { messageId, authorId: bruno.id, reason: 'advertising' } },
    ]);
  });
});

it('its author hears of it by mail too, who is out of the channel by then', async () => {
  const id = await moderated();
  await server.db.query('UPDATE users SET email_verified_at = now() WHERE id = $1', [carla.id]);
  const kinds = { message_removed: { inApp: true, push: false, email: 'immediate' } };
  expect((await carla.call('PATCH', '/notifications/preferences', { kinds })).status).toBe(200);
  const { message } = await carla.post(id, 'buy my watches');
  await moderator.call('DELETE', `/messages/${message.id}?reason=advertising`);
  await until('the author is told', async () => (await removedLines(carla)).length === 1, 30_000);
  const [line] = await removedLines(carla);
  expect((await moderator.call('DELETE', `/channels/${id}/members/${carla.id}`)).status).toBe(204);
  await server.db.query('UPDATE deliveries SET due_at = now() WHERE notification_id = $1', [line?.id]);
  const mails = async () => {
    const { items } = await carla.get(DeliveryList, `/notifications/${line?.id}/deliveries`);
    return items.flatMap(({ way, state, reason }) => (way === 'email' ? `${state}: ${reason}` : []));
  };
  await expect.poll(mails, { timeout: 30_000 }).toEqual(['sent: mail_server']);
});

it('who deletes their own message gives account to nobody', async () => {
  const id = await moderated();
  const { message } = await bruno.post(id, 'mine');
  expect((await bruno.call('DELETE', `/messages/${message.id}?reason=typo`)).status).toBe(200);
  expect((await bruno.call('GET', `/messages/${message.id}/removal`)).status).toBe(404);
  expect((await ana.call('GET', `/messages/${message.id}/removal`)).status).toBe(404);
  const { rows } = await server.db.query('SELECT FROM audit_log WHERE target = $1', [id]);
  expect(rows).toEqual([]);
});

it('what is private stays so', async () => {
  const id = await moderated({ kind: 'private' });
  const { message } = await bruno.post(id, 'a secret');
  await moderator.call('DELETE', `/messages/${message.id}?reason=a+secret+reason`);
  const outsider = await Person.register(server);
  for (const [person, messageId] of [
    [outsider, message.id],
    [ana, noSuchId()],
  ] as const) {
    expect(problemOf(await person.call('GET', `/messages/${messageId}/removal`))).toMatchObject({ code: 'not_found' });
  }
  const { rows } = await server.db.query('SELECT detail FROM audit_log WHERE target = $1', [id]);
  expect(rows).toEqual([{ detail: { messageId: message.id, authorId: bruno.id } }]);
});
