import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ClientError, when } from '../../client/src/main.js';
import type { UserGroup } from '../../src/contract/groups.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { PASSWORD } from '../support/factories.js';
import { bodiesOf, type Member, newClient, newMember, online, shows, within } from '../support/library-client.js';

let server: Server;
let ana: Member;
let bruno: Member;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await newMember(server);
  bruno = await newMember(server, { firstUrl: 1 });
  await Promise.all([online(ana.client), online(bruno.client)]);
});
afterAll(() => server.stop());

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

async function together(kind: 'public' | 'private' = 'public'): Promise<string> {
  const channel = await ana.client.createChannel({ name: `together ${crypto.randomUUID()}`, kind });
  await ana.person.invite(channel.id, bruno.person.id);
  for (const { client } of [ana, bruno]) {
    await until('joined', () => client.channels.snapshot().some(({ id }) => id === channel.id), 30_000);
    await when(client.channel(channel.id).open(), ({ status }) => status === 'open');
  }
  return channel.id;
}

describe('two people who talk', () => {
  it('see what is sent at once, and as it is stored, on two instances', async () => {
    const id = await together();
    const channel = ana.client.channel(id);
    const { clientId, stored } = channel.send('hello');
    expect(channel.snapshot().pending).toMatchObject([{ clientId, body: 'hello', state: 'sending' }]);
    expect(await stored).toMatchObject({ seq: 1, clientId });
    await shows(ana.client, id, ['hello']);
    await shows(bruno.client, id, ['hello']);
    bruno.client.channel(id).send('hello, ana');
    await shows(ana.client, id, ['hello', 'hello, ana']);
    expect(ana.client.unsent).toBe(0);
  });

  it('never see a message of their own twice, or not at all, on its way', async () => {
    const id = await together();
    const channel = ana.client.channel(id);
    const bodies = Array.from({ length: 20 }, (_, i) => `message ${i}`);
    const seen = new Set<string>();
    const stop = channel.subscribe(() => seen.add(JSON.stringify(bodiesOf(ana.client, id))));
    for (const body of bodies) channel.send(body);
    await shows(ana.client, id, bodies);
    await shows(bruno.client, id, bodies);
    stop();
    const growing = [...seen].map((json): string[] => JSON.parse(json));
    expect(growing.filter((list) => new Set(list).size !== list.length)).toEqual([]);
    expect(growing.filter((list) => list.some((body, i) => body !== bodies[i]))).toEqual([]);
  });

  it('edit and delete what they said', async () => {
    const id = await together();
    const channel = ana.client.channel(id);
    const { id: messageId } = await channel.send('helo').stored;
    await channel.edit(messageId, 'hello');
    await shows(bruno.client, id, ['hello']);
    await channel.delete(messageId);
    await shows(bruno.client, id, ['']);
    await expect(channel.edit(messageId, 'again')).rejects.toMatchObject({ code: 'conflict' });
    await expect(bruno.client.channel(id).edit(messageId, 'mine')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('have unread and mention counts, which reading ends on all devices', async () => {
    const id = await together();
    const tablet = newClient(server);
    await tablet.login({ login: bruno.person.username, password: PASSWORD });
    await online(tablet);
    const lineOf = (client: typeof tablet) => client.channels.snapshot().find((line) => line.id === id);
    await ana.client.channel(id).send(`a word to @${bruno.person.username}`).stored;
    await ana.client.channel(id).send('another').stored;
    for (const client of [bruno.client, tablet]) {
      await until('counts', () => lineOf(client)?.unread === 2 && lineOf(client)?.mentionCount === 1, 30_000);
    }
    bruno.client.channel(id).markRead();
    expect(lineOf(bruno.client)).toMatchObject({ unread: 0, mentionCount: 0, readSeq: 2 });
    bruno.client.channel(id).markRead(1);
    expect(lineOf(bruno.client)).toMatchObject({ readSeq: 2 });
    await until('read elsewhere', () => lineOf(tablet)?.unread === 0, 30_000);
    expect(lineOf(tablet)).toMatchObject({ mentionCount: 0, readSeq: 2 });
    expect(lineOf(ana.client)).toMatchObject({ unread: 0 });
  });

  it('have mentions of the groups that they are in counted, on all devices', async () => {
    const id = await together();
    const tablet = newClient(server, { firstUrl: 1 });
    await tablet.login({ login: bruno.person.username, password: PASSWORD });
    await online(tablet);
    const counted = async (mentionCount: number) => {
      const countOf = (client: typeof tablet) =>
        client.channels.snapshot().find((line) => line.id === id)?.mentionCount;
      for (const client of [bruno.client, tablet]) {
        await until(
          () => `${mentionCount} mentions; there are ${countOf(client)}`,
          () => countOf(client) === mentionCount,
          30_000,
        );
      }
      expect((await bruno.person.channel(id)).mentionCount).toBe(mentionCount);
    };
    const group = await ana.client.call<UserGroup>('/groups', {
      method: 'POST',
      body: { name: 'rain-makers', displayName: 'Rain makers' },
    });
    const say = () => ana.client.channel(id).send('@rain-makers, look').stored;
    const ofBruno = `/groups/${group.id}/members/${bruno.person.id}`;
    await say();
    await counted(0);
    await ana.client.call(ofBruno, { method: 'PUT' });
    await counted(1);
    await say();
    await counted(2);
    await ana.client.call(ofBruno, { method: 'DELETE' });
    await counted(0);
    await ana.client.call(ofBruno, { method: 'PUT' });
    await counted(2);
    await ana.client.call(`/groups/${group.id}`, { method: 'DELETE' });
    await counted(0);
  });

  it('see each other type', async () => {
    const id = await together();
    const channel = bruno.client.channel(id);
    // It is seen for six seconds, whenever that is looked at.
    const seen = when(channel, ({ typing }) => typing.length > 0);
    ana.client.channel(id).typing();
    expect((await within('typing', bruno.client, seen)).typing).toEqual([ana.person.id]);
    await until('no more', () => channel.snapshot().typing.length === 0, 30_000);
  });
});

describe('a thread', () => {
  it('is unread for who follows it until it is read, on all devices, and open to who follows it no more', async () => {
    const id = await together();
    const { id: threadId } = await ana.client.channel(id).send('who comes along?').stored;
    await bruno.client.channel(id).send('me', { threadId }).stored;
    const tablet = newClient(server);
    await tablet.login({ login: ana.person.username, password: PASSWORD });
    await online(tablet);
    const lineOf = (client: typeof tablet) => client.threads.snapshot().find((line) => line.id === threadId);
    for (const client of [ana.client, tablet]) {
      await until('unread', () => lineOf(client)?.unread === 1, 30_000);
      expect(client.channels.snapshot().map((line) => line.id)).not.toContain(threadId);
    }
    const thread = ana.client.channel(threadId).open();
    await shows(ana.client, threadId, ['me']);
    thread.markRead();
    expect(lineOf(ana.client)).toMatchObject({ unread: 0 });
    await until('read elsewhere', () => lineOf(tablet)?.unread === 0, 30_000);
    await tablet.channel(threadId).follow(false);
    for (const client of [ana.client, tablet]) {
      await until('followed no more', () => lineOf(client) === undefined, 30_000);
    }
    await bruno.client.channel(id).send('who else?', { threadId }).stored;
    await shows(ana.client, threadId, ['me', 'who else?']);
    expect(thread.snapshot().unread).toBe(0);
    await thread.follow(true);
    expect(lineOf(ana.client)).toBeDefined();
  });

  it('is there with its first reply for whoever waits for one, whoever writes it', async () => {
    const id = await together();
    const { id: threadId } = await ana.client.channel(id).send('is anybody there?').stored;
    await shows(bruno.client, id, ['is anybody there?']);
    const thread = bruno.client.channel(threadId).open();
    await until('refused', () => thread.snapshot().status === 'refused', 30_000);
    ana.client.channel(id).send('nobody', { threadId });
    await shows(bruno.client, threadId, ['nobody']);
    expect(thread.snapshot().status).toBe('open');
  });
});

describe('a channel that is opened', () => {
  it('begins with its newest messages, and goes back page by page, to a place and to the newest', async () => {
    const { id } = await ana.person.createChannel({}, [bruno.person]);
    const socket = await ana.person.connect();
    for (let i = 1; i <= 130; i++) await socket.send(id, `${i}`);
    socket.close();
    await until('joined', () => bruno.client.channels.snapshot().some((line) => line.id === id), 30_000);
    const channel = bruno.client.channel(id).open();
    const numbers = (): number[] => channel.snapshot().messages.map(({ seq }) => seq);
    await until('a page', () => channel.snapshot().status === 'open', 30_000);
    expect(numbers()).toEqual(range(81, 130));
    expect(await channel.loadOlder()).toBe(true);
    expect(numbers()).toEqual(range(31, 130));
    await channel.loadOlder();
    expect(channel.snapshot()).toMatchObject({ hasOlder: false, hasNewer: false });
    expect(numbers()).toEqual(range(1, 130));
  });

  it('goes to a place far back and returns to the newest, keeping up meanwhile', async () => {
    const { id } = await ana.person.createChannel({}, [bruno.person]);
    const socket = await ana.person.connect();
    for (let i = 1; i <= 200; i++) await socket.send(id, `${i}`);
    const channel = bruno.client.channel(id).open();
    await until('a page', () => channel.snapshot().status === 'open', 30_000);
    await channel.jumpTo(50);
    const numbers = (): number[] => channel.snapshot().messages.map(({ seq }) => seq);
    const dense = () => numbers().every((seq, i) => seq === (numbers()[0] ?? 0) + i);
    expect(numbers()).toContain(50);
    expect(channel.snapshot()).toMatchObject({ hasOlder: true, hasNewer: true });
    await socket.send(id, '201');
    while (await channel.loadNewer()) expect(dense()).toBe(true);
    await until('the newest', () => numbers().at(-1) === 201, 30_000);
    expect(dense()).toBe(true);
    await channel.jumpTo(10);
    channel.jumpToNewest();
    await until('the newest again', () => numbers().at(-1) === 201, 30_000);
    expect(dense()).toBe(true);
    socket.close();
  });

  it('of somebody else says why where it may not be read, and can be looked at where it is public', async () => {
    const secret = await ana.person.createChannel({ kind: 'private' });
    const channel = bruno.client.channel(secret.id).open();
    await until('refused', () => channel.snapshot().status === 'refused', 30_000);
    expect(channel.snapshot().error).toMatchObject({ code: 'not_found' });
    const open = await ana.person.createChannel();
    const looked = bruno.client.channel(open.id).open();
    await until('open', () => looked.snapshot().status === 'open', 30_000);
    await ana.person.post(open.id, 'to whoever looks');
    await shows(bruno.client, open.id, ['to whoever looks']);
    expect(bruno.client.channels.snapshot().some(({ id }) => id === open.id)).toBe(false);
  });
});

describe('a message that is refused for good', () => {
  it('stays as failed, with the reason, and can be tried again or given up', async () => {
    const open = await ana.person.createChannel();
    const channel = bruno.client.channel(open.id).open();
    await until('open', () => channel.snapshot().status === 'open', 30_000);
    const { clientId, stored } = channel.send('let me in');
    await expect(stored).rejects.toBeInstanceOf(ClientError);
    expect(channel.snapshot().pending).toMatchObject([{ clientId, state: 'failed', error: { code: 'forbidden' } }]);
    await bruno.client.join(open.id);
    expect(channel.retry(clientId)).toBe(true);
    await shows(bruno.client, open.id, ['let me in']);
    const tooLong = channel.send('x'.repeat(4001));
    await expect(tooLong.stored).rejects.toMatchObject({ code: 'validation_failed' });
    expect(channel.discard(tooLong.clientId)).toBe(true);
    expect(channel.snapshot().pending).toEqual([]);
  });

  it('does not keep those behind it from being sent', async () => {
    const id = await together();
    const channel = ana.client.channel(id);
    const bad = channel.send('x'.repeat(4001));
    const good = channel.send('after it');
    await expect(bad.stored).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(good.stored).resolves.toMatchObject({ body: 'after it' });
    channel.discard(bad.clientId);
  });
});

it('somebody who left, or was removed, has nothing of the channel any more', async () => {
  const id = await together('private');
  await ana.client.channel(id).send('secret').stored;
  await shows(bruno.client, id, ['secret']);
  await ana.person.call('DELETE', `/channels/${id}/members/${bruno.person.id}`);
  await until('gone', () => bruno.client.channels.snapshot().every((line) => line.id !== id), 30_000);
  expect(bruno.client.channel(id).snapshot()).toMatchObject({ status: 'closed', messages: [] });
  await bruno.client.saved();
  expect([...(await bruno.store.load()).keys()].some((key) => key.includes(id))).toBe(false);
});
