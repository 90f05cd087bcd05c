import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MyChannel } from '../../src/contract/channels.js';
import { ChangedMessage, type Message, MessagePage, SyncedChannel } from '../../src/contract/messages.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { answeredOtherwise, type Call, noSuchId, Person } from '../support/factories.js';
import { statusesOf, succeeded } from '../support/rest.js';

let server: Server;
let ana: Person;
let bruno: Person;
let channelId: string;
let owner: ChatSocket;
let reader: ChatSocket;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  channelId = (await ana.createChannel({}, [bruno])).id;
  owner = await ana.connect();
  reader = await bruno.connect({ instance: 1 });
});
afterAll(() => server.stop());

const post = async (): Promise<Message> => (await reader.send(channelId, 'to be kept at hand')).message;
const pinsOf = (id: string, query = ''): Promise<MessagePage> => bruno.get(MessagePage, `/channels/${id}/pins${query}`);
const pinning = (messageId: string): Call[] => [
  ['PUT', `/messages/${messageId}/pin`],
  ['DELETE', `/messages/${messageId}/pin`],
];

describe('a pin', () => {
  it('gives the message a new rev, never a new seq, and tells everyone', async () => {
    const message = await post();
    const pinned = await owner.pin(message.id);
    expect(pinned.message).toEqual({ ...message, rev: message.rev + 1, pinnedAt: expect.any(String) });
    await reader.reaches(channelId, pinned.message.rev);
    expect(reader.changesOf(channelId).at(-1)).toEqual({ rev: pinned.message.rev, kind: 'pinned', ...pinned });
    const answer = await ana.call('DELETE', `/messages/${message.id}/pin`, undefined, { instance: 1 });
    const { message: unpinned } = succeeded(ChangedMessage, answer);
    expect(unpinned).toEqual({ ...message, rev: message.rev + 2 });
    await reader.reaches(channelId, unpinned.rev);
    expect(reader.changesOf(channelId).at(-1)).toEqual({ rev: unpinned.rev, kind: 'pinned', message: unpinned });
  });

  it('is in the history, in a sync and in the changes', async () => {
    const { message } = succeeded(ChangedMessage, await ana.call('PUT', `/messages/${(await post()).id}/pin`));
    expect((await bruno.history(channelId, '?limit=1')).items).toEqual([message]);
    const change = { rev: message.rev, kind: 'pinned', message };
    const { channels } = await reader.sync({ [channelId]: message.rev - 1 });
    expect(SyncedChannel.parse(channels[0]).changes).toEqual([change]);
    const since = await bruno.get(SyncedChannel, `/channels/${channelId}/changes?since=${message.rev - 1}`);
    expect(since.changes).toEqual([change]);
  });

  it('that is there already, or is not there to be taken away, changes nothing', async () => {
    const message = await post();
    expect((await owner.unpin(message.id)).message).toEqual(message);
    const pinned = await owner.pin(message.id);
    expect(await owner.pin(message.id)).toEqual(pinned);
    expect((await ana.channel(channelId)).rev).toBe(pinned.message.rev);
  });

  it('happens once where many ask at once', async () => {
    const message = await post();
    const calls = Array.from({ length: 6 }, (_, i) =>
      ana.call('PUT', `/messages/${message.id}/pin`, undefined, { instance: i % 2 }),
    );
    expect(new Set(statusesOf(await Promise.all(calls)))).toEqual(new Set([200]));
    expect((await ana.channel(channelId)).rev).toBe(message.rev + 1);
  });

  it('goes with the message', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const { message } = await ana.post(id, 'not for long');
    await owner.pin(message.id);
    expect((await owner.delete(message.id)).message.pinnedAt).toBeNull();
    expect(await pinsOf(id)).toEqual({ items: [], nextCursor: null });
    expect(await owner.refuse('message:pin', { messageId: message.id })).toMatchObject({ code: 'conflict' });
  });
});

describe('the pins of a channel', () => {
  it('are listed by pages, the last pinned first, as they are now', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const sent = [];
    for (let i = 0; i < 5; i++) sent.push((await reader.send(id, `message ${i}`)).message);
    for (const i of [2, 0, 4, 1]) await owner.pin(sent[i]?.id ?? '');
    await reader.edit(sent[0]?.id ?? '', 'edited');
    await owner.unpin(sent[4]?.id ?? '');
    const first = await pinsOf(id, '?limit=2');
    expect(first.items.map(({ body }) => body)).toEqual(['message 1', 'edited']);
    const second = await pinsOf(id, `?limit=2&cursor=${first.nextCursor}`);
    expect(second.items.map(({ body }) => body)).toEqual(['message 2']);
    expect(second.nextCursor).toBeNull();
  });

  it('are a hundred at most', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    await ana.postAll(Array.from({ length: 8 }, (_, i) => ({ channelId: id, body: `message ${i}` })));
    const { items } = await ana.history(id);
    const [first, ...more] = items.map((message) => message.id);
    await server.db.query('INSERT INTO pins (channel_id, seq, rev) SELECT $1, -n, -n FROM generate_series(1, 99) n', [
      id,
    ]);
    await owner.pin(first ?? '');
    const { rev } = await ana.channel(id);
    const refusals = await Promise.all(more.map((messageId) => owner.refuse('message:pin', { messageId })));
    expect(refusals.map(({ code }) => code)).toEqual(more.map(() => 'conflict'));
    expect((await ana.channel(id)).rev).toBe(rev);
    await owner.unpin(first ?? '');
    // However many ask at once, one finds room.
    const acks = await Promise.all(more.map((messageId) => owner.request('message:pin', { messageId })));
    expect(acks.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('are shown to those who may read the channel, archived ones too', async () => {
    const onlooker = await Person.register(server);
    const [open, closed] = [await ana.createChannel(), await ana.createChannel({ kind: 'private' }, [bruno])];
    for (const { id } of [open, closed]) await owner.pin((await ana.post(id, 'pinned')).message.id);
    expect((await onlooker.get(MessagePage, `/channels/${open.id}/pins`)).items).toHaveLength(1);
    expect(await answeredOtherwise(onlooker, [['GET', `/channels/${closed.id}/pins`]], 'not_found')).toEqual([]);
    await ana.call('DELETE', `/channels/${closed.id}`);
    expect((await pinsOf(closed.id)).items).toHaveLength(1);
  });
});

describe('who may pin', () => {
  it('are owners and moderators', async () => {
    const message = await post();
    expect(await answeredOtherwise(bruno, pinning(message.id), 'forbidden')).toEqual([]);
    expect(await reader.refuse('message:pin', { messageId: message.id })).toMatchObject({ code: 'forbidden' });
    const moderator = await Person.register(server);
    await ana.invite(channelId, moderator.id, 'moderator');
    const answers = [];
    for (const call of pinning(message.id)) answers.push(await moderator.call(...call));
    expect(statusesOf(answers)).toEqual([200, 200]);
  });

  it('are both in a direct channel', async () => {
    const direct = succeeded(MyChannel, await ana.call('POST', '/channels/direct', { userIds: [bruno.id] }));
    const { message } = await ana.post(direct.id, 'between us');
    expect((await reader.pin(message.id)).message.pinnedAt).not.toBeNull();
    const outsider = await Person.register(server);
    expect(await answeredOtherwise(outsider, pinning(message.id), 'not_found')).toEqual([]);
    expect((await owner.unpin(message.id)).message.pinnedAt).toBeNull();
  });

  it('are not those who only look, nor anybody in an archived channel', async () => {
    const onlooker = await Person.register(server);
    const { id } = await ana.createChannel();
    const { message } = await ana.post(id, 'hello');
    expect(await answeredOtherwise(onlooker, pinning(message.id), 'forbidden')).toEqual([]);
    expect(await answeredOtherwise(ana, pinning(noSuchId()), 'not_found')).toEqual([]);
    await ana.call('DELETE', `/channels/${id}`);
    expect(await answeredOtherwise(ana, pinning(message.id), 'conflict')).toEqual([]);
  });
});
