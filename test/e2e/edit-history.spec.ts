import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MessageEditPage } from '../../src/contract/messages.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { answeredOtherwise, noSuchId, Person } from '../support/factories.js';

let server: Server;
let ana: Person;
let bruno: Person;
let channelId: string;
let author: ChatSocket;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  channelId = (await ana.createChannel({}, [bruno])).id;
  author = await ana.connect();
});
afterAll(() => server.stop());

const editsOf = (person: Person, messageId: string, query = ''): Promise<MessageEditPage> =>
  person.get(MessageEditPage, `/messages/${messageId}/edits${query}`);

async function edited(...bodies: string[]): Promise<string> {
  const [first = '', ...more] = bodies;
  const { message } = await author.send(channelId, first);
  for (const body of more) await author.edit(message.id, body);
  return message.id;
}

describe('what a message said before', () => {
  it('is kept with each edit, the last first, and read by other members', async () => {
    const { message } = await author.send(channelId, 'one <1>');
    const { message: second } = await author.edit(message.id, 'two');
    const { message: third } = await author.edit(message.id, 'three');
    expect(await editsOf(bruno, message.id)).toEqual({
      items: [
        { rev: third.rev, body: 'two', html: '<p>two</p>', replacedAt: third.editedAt },
        { rev: second.rev, body: 'one <1>', html: '<p>one &lt;1&gt;</p>', replacedAt: second.editedAt },
      ],
      nextCursor: null,
    });
  });

  it('comes by pages', async () => {
    const id = await edited('a', 'b', 'c', 'd', 'e');
    const first = await editsOf(ana, id, '?limit=3');
    const second = await editsOf(ana, id, `?limit=3&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ body }) => body)).toEqual(['d', 'c', 'b', 'a']);
    expect(second.nextCursor).toBeNull();
  });

  it('is nothing where the message was never edited, or says the same as before', async () => {
    const id = await edited('the same', 'the same');
    expect(await editsOf(ana, id)).toEqual({ items: [], nextCursor: null });
  });

  it('has all of it where many edit at once', async () => {
    const { message } = await author.send(channelId, 'edit 0');
    const numbers = Array.from({ length: 10 }, (_, i) => i + 1);
    await Promise.all(
      numbers.map((n) => ana.call('PATCH', `/messages/${message.id}`, { body: `edit ${n}` }, { instance: n % 2 })),
    );
    const now = (await ana.history(channelId, '?limit=1')).items[0]?.body ?? '';
    const { items } = await editsOf(ana, message.id);
    const all = ['edit 0', ...numbers.map((n) => `edit ${n}`)];
    expect([now, ...items.map(({ body }) => body)].toSorted()).toEqual(all.toSorted());
  });

  it('goes with the message', async () => {
    const id = await edited('a secret', 'nothing');
    await author.delete(id);
    expect(await editsOf(ana, id)).toEqual({ items: [], nextCursor: null });
    const { rows } = await server.db.query(`SELECT 1 FROM message_edits WHERE body = 'a secret'`);
    expect(rows).toEqual([]);
  });

  it('is not kept of an edit that is refused', async () => {
    const id = await edited('mine');
    await bruno.call('PATCH', `/messages/${id}`, { body: 'not yours' });
    expect((await editsOf(ana, id)).items).toEqual([]);
  });

  it('is for those who may read the channel', async () => {
    const onlooker = await Person.register(server);
    expect((await editsOf(onlooker, await edited('for', 'all'))).items).toHaveLength(1);
    const closed = await ana.createChannel({ kind: 'private' });
    const { message } = await author.send(closed.id, 'for');
    await author.edit(message.id, 'few');
    const calls = [message.id, noSuchId()].map((id): [string, string] => ['GET', `/messages/${id}/edits`]);
    expect(await answeredOtherwise(bruno, calls, 'not_found')).toEqual([]);
    await ana.call('DELETE', `/channels/${closed.id}`);
    expect((await editsOf(ana, message.id)).items).toHaveLength(1);
  });
});
