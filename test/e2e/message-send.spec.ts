import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SentMessage } from '../../src/contract/messages.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { noSuchId, Person } from '../support/factories.js';
import { problemOf, statusesOf } from '../support/rest.js';

let server: Server;
let ana: Person;
let bruno: Person;
let channelId: string;
let here: ChatSocket;
let there: ChatSocket;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  channelId = (await ana.createChannel({}, [bruno])).id;
  here = await ana.connect({ instance: 0 });
  there = await ana.connect({ instance: 1 });
});
afterAll(() => server.stop());

const post = (clientId: string, body: string, instance = 0) =>
  ana.call('POST', `/channels/${channelId}/messages`, { clientId, body }, { instance });

const timesStored = async (clientId: string) => {
  const { rows } = await server.db.query('SELECT FROM messages WHERE client_id = $1', [clientId]);
  return rows.length;
};

describe('a message', () => {
  it('is the same through both doors', async () => {
    const clientId = noSuchId();
    const { message, duplicate } = await here.send(channelId, 'hello <all>', clientId);
    expect(duplicate).toBe(false);
    expect(message).toMatchObject({
      channelId,
      clientId,
      authorId: ana.id,
      kind: 'user',
      body: 'hello <all>',
      html: '<p>hello &lt;all&gt;</p>',
      mentions: { userIds: [], groupIds: [], all: 'none' },
      editedAt: null,
      deletedAt: null,
    });
    expect(Math.abs(Date.now() - Date.parse(message.createdAt))).toBeLessThan(60_000);
    const { items } = await bruno.history(channelId, '?limit=1');
    expect(items).toEqual([message]);
  });

  it('is there for everyone once it is acknowledged, in the order of its seq', async () => {
    const start = (await ana.channel(channelId)).seq;
    for (let i = 1; i <= 5; i++) expect((await here.send(channelId, `n ${i}`)).message.seq).toBe(start + i);
    expect((await bruno.channel(channelId)).seq).toBe(start + 5);
  });

  it('keeps its text as it was sent: spaces, lines, emoji and all', async () => {
    const body = '  first\n\n  second 👩‍👩‍👧 \u202e <b>&amp;</b> "quotes" \u2028 ';
    const { message } = await here.send(channelId, body);
    expect(message.body).toBe(body);
    expect((await ana.history(channelId, '?limit=1')).items[0]?.body).toBe(body);
  });

  it('may have 4,000 characters and no more', async () => {
    expect((await here.send(channelId, 'x'.repeat(4000))).message.body).toHaveLength(4000);
    const errors = [{ path: 'body', message: 'must be at most 4000 characters' }];
    const input = { channelId, clientId: noSuchId(), body: 'x'.repeat(4001) };
    expect(await here.refuse('message:send', input)).toMatchObject({ code: 'validation_failed', errors });
    expect(problemOf(await post(noSuchId(), 'x'.repeat(4001)))).toMatchObject({ status: 400, errors });
  });

  it('has no files, whether or not the sender says so', async () => {
    const input = { channelId, clientId: noSuchId(), body: 'without files', fileIds: [] };
    expect((await here.ask(SentMessage, 'message:send', input)).message.files).toEqual([]);
    const errors = [{ path: 'fileIds' }];
    const refused = await here.refuse('message:send', { ...input, clientId: noSuchId(), fileIds: [noSuchId()] });
    expect(refused).toMatchObject({ code: 'validation_failed', errors });
  });
});

describe('a retry with the same clientId', () => {
  it('answers the first message, whichever door and instance it takes', async () => {
    const clientId = noSuchId();
    const first = await here.send(channelId, 'once', clientId);
    const retries = [
      await here.send(channelId, 'once', clientId),
      await there.send(channelId, 'with another body', clientId),
      SentMessage.parse((await post(clientId, 'once', 0)).body),
      SentMessage.parse((await post(clientId, 'once', 1)).body),
    ];
    expect(first.duplicate).toBe(false);
    for (const retry of retries) expect(retry).toEqual({ message: first.message, duplicate: true });
    expect(await timesStored(clientId)).toBe(1);
  });

  it('answers 201 once and 200 after', async () => {
    const clientId = noSuchId();
    const answers = [await post(clientId, 'x'), await post(clientId, 'x'), await post(clientId, 'x', 1)];
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200]);
  });

  it('counts in upper case too', async () => {
    const clientId = noSuchId();
    const { message } = await here.send(channelId, 'x', clientId.toUpperCase());
    expect(message.clientId).toBe(clientId);
    expect((await here.send(channelId, 'x', clientId)).duplicate).toBe(true);
  });

  it('makes one message of twenty at once over both doors and instances', async () => {
    const clientId = noSuchId();
    const attempts = Array.from({ length: 20 }, async (_, i): Promise<SentMessage> => {
      if (i % 4 === 0) return here.send(channelId, 'race', clientId);
      if (i % 4 === 1) return there.send(channelId, 'race', clientId);
      return SentMessage.parse((await post(clientId, 'race', i % 2)).body);
    });
    const sent = await Promise.all(attempts);
    expect(sent.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(new Set(sent.map(({ message }) => message.seq)).size).toBe(1);
    expect(await timesStored(clientId)).toBe(1);
  });

  it('answers 201 to one of ten posts at once', async () => {
    const clientId = noSuchId();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => post(clientId, 'race', i % 2)));
    expect(statusesOf(answers)).toEqual([...Array.from({ length: 9 }, () => 200), 201]);
  });

  it('answers the message as it is now, where it was edited or deleted meanwhile', async () => {
    const clientId = noSuchId();
    const { message } = await here.send(channelId, 'as it was', clientId);
    const edited = await here.edit(message.id, 'as it is');
    expect(await there.send(channelId, 'as it was', clientId)).toEqual({ message: edited.message, duplicate: true });
    const deleted = await here.delete(message.id);
    expect(await there.send(channelId, 'as it was', clientId)).toEqual({ message: deleted.message, duplicate: true });
  });

  it('is another message by another author, or in another channel', async () => {
    const clientId = noSuchId();
    const other = await ana.createChannel();
    const sent = [
      await here.send(channelId, 'x', clientId),
      await here.send(other.id, 'x', clientId),
      await bruno.post(channelId, 'x', clientId),
    ];
    expect(sent.map(({ duplicate }) => duplicate)).toEqual([false, false, false]);
  });

  it('does not show the first message to its author once they are out', async () => {
    const secret = await ana.createChannel({ kind: 'private' }, [bruno]);
    const clientId = noSuchId();
    await bruno.post(secret.id, 'x', clientId);
    await ana.call('DELETE', `/channels/${secret.id}/members/${bruno.id}`);
    const answer = await bruno.call('POST', `/channels/${secret.id}/messages`, { clientId, body: 'x' });
    expect(answer.status).toBe(404);
  });
});

describe('many sends at once', () => {
  it('get dense places, also in several channels through two instances', async () => {
    const rooms = [(await ana.createChannel()).id, (await ana.createChannel()).id];
    const sends = rooms.flatMap((room) =>
      Array.from({ length: 40 }, (_, i) => (i % 2 ? here : there).send(room, `n ${i}`)),
    );
    const sent = await Promise.all(sends);
    for (const room of rooms) {
      const seqs = sent.flatMap(({ message }) => (message.channelId === room ? [message.seq] : []));
      expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    }
  });

  it('are each judged for themselves', async () => {
    const [good, foreign, archived] = [
      await ana.createChannel(),
      await bruno.createChannel({ kind: 'private' }),
      await ana.createChannel(),
    ];
    await ana.call('DELETE', `/channels/${archived.id}`);
    const ids = [good.id, foreign.id, archived.id, noSuchId(), good.id];
    const acks = await Promise.all(
      ids.map((id) => here.request('message:send', { channelId: id, clientId: noSuchId(), body: 'x' })),
    );
    expect(acks.map((ack) => (ack.ok ? 'ok' : ack.error.code))).toEqual([
      'ok',
      'not_found',
      'conflict',
      'not_found',
      'ok',
    ]);
  });
});
