import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SentMessage } from '../../src/contract/messages.js';
import { SavedMessagePage, SavedState, SavedStates } from '../../src/contract/saved-messages.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { answeredOtherwise, type Call, noSuchId, Person } from '../support/factories.js';
import { problemOf, statusesOf, succeeded } from '../support/rest.js';

let server: Server;
let ana: Person;
let bruno: Person;
let channelId: string;
let phone: ChatSocket;
let laptop: ChatSocket;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  channelId = (await ana.createChannel({}, [bruno])).id;
  phone = await bruno.connect();
  laptop = await (await bruno.signInAgain()).connect({ instance: 1 });
});
afterAll(() => server.stop());

const savedOf = (person: Person, query = ''): Promise<SavedMessagePage> =>
  person.get(SavedMessagePage, `/saved${query}`);
const keptIn = async (person: Person, channel: string): Promise<SavedState[]> =>
  (await person.get(SavedStates, `/channels/${channel}/saved`)).items;
const bodiesOf = ({ items }: SavedMessagePage): string[] => items.map(({ message }) => message.body);
const save = async (person: Person, messageId: string, instance = 0): Promise<SavedState> =>
  succeeded(SavedState, await person.call('PUT', `/messages/${messageId}/saved`, undefined, { instance }));
const unsave = async (person: Person, messageId: string): Promise<SavedState> =>
  succeeded(SavedState, await person.call('DELETE', `/messages/${messageId}/saved`));
const saving = (messageId: string): Call[] => [
  ['PUT', `/messages/${messageId}/saved`],
  ['DELETE', `/messages/${messageId}/saved`],
];

describe('a saved message', () => {
  it('is known to all devices of the one who keeps it, through both doors', async () => {
    const { message } = await ana.post(channelId, 'worth keeping');
    const saved = await phone.save(message.id);
    expect(saved).toMatchObject({ messageId: message.id, channelId, savedAt: expect.any(String) });
    expect(await laptop.event('saved', ({ rev }) => rev === saved.rev)).toEqual(saved);
    expect((await savedOf(bruno)).items[0]).toEqual({ message, savedAt: saved.savedAt, rev: saved.rev });
    const given = await unsave(bruno, message.id);
    expect(given).toMatchObject({ messageId: message.id, savedAt: null });
    expect(given.rev).toBeGreaterThan(saved.rev);
    for (const socket of [phone, laptop]) {
      expect(await socket.event('saved', ({ rev }) => rev === given.rev)).toEqual(given);
    }
    expect(await save(bruno, message.id, 1)).toMatchObject({ savedAt: expect.any(String) });
    expect((await phone.unsave(message.id)).savedAt).toBeNull();
    expect(await savedOf(bruno)).toEqual({ items: [], nextCursor: null });
  });

  it('is nobody else’s affair, and no change of the channel', async () => {
    const anas = await ana.connect({ instance: 1 });
    const { message } = await ana.post(channelId, 'quietly kept');
    const { rev } = await ana.channel(channelId);
    await save(bruno, message.id);
    await laptop.event('saved', ({ messageId }) => messageId === message.id);
    expect((await ana.channel(channelId)).rev).toBe(rev);
    expect(await savedOf(ana)).toEqual({ items: [], nextCursor: null });
    const mine = await save(ana, message.id);
    await anas.event('saved', ({ messageId }) => messageId === message.id);
    expect(anas.received.saved).toEqual([mine]);
    await unsave(bruno, message.id);
    expect(bodiesOf(await savedOf(ana))).toEqual(['quietly kept']);
  });

  it('that is kept already, or was never kept, is answered as it is', async () => {
    const { message } = await ana.post(channelId, 'kept once');
    expect((await unsave(bruno, message.id)).savedAt).toBeNull();
    const saved = await save(bruno, message.id);
    expect(await save(bruno, message.id, 1)).toEqual(saved);
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        bruno.call('PUT', `/messages/${message.id}/saved`, undefined, { instance: i % 2 }),
      ),
    );
    expect(new Set(statusesOf(answers))).toEqual(new Set([200]));
    expect(bodiesOf(await savedOf(bruno))).toEqual(['kept once']);
    await unsave(bruno, message.id);
  });

  it('is shown as it is now: edited, or as a tombstone', async () => {
    const carla = await Person.register(server);
    const [edited, deleted] = [await ana.post(channelId, 'first'), await ana.post(channelId, 'not for long')];
    for (const { message } of [edited, deleted]) await save(carla, message.id);
    await ana.call('PATCH', `/messages/${edited.message.id}`, { body: 'second' });
    await ana.call('DELETE', `/messages/${deleted.message.id}`);
    const { items } = await savedOf(carla);
    expect(items.map(({ message }) => [message.body, message.deletedAt !== null])).toEqual([
      ['', true],
      ['second', false],
    ]);
    expect((await unsave(carla, deleted.message.id)).savedAt).toBeNull();
    expect(await answeredOtherwise(carla, [['PUT', `/messages/${deleted.message.id}/saved`]], 'conflict')).toEqual([]);
  });
});

describe('the saved messages of somebody', () => {
  it('are listed by pages, the last saved first', async () => {
    const carla = await Person.register(server);
    const ids: string[] = [];
    for (const body of ['one', 'two', 'three']) ids.push((await ana.post(channelId, body)).message.id);
    for (const i of [1, 2, 0]) await save(carla, ids[i] ?? '');
    const first = await savedOf(carla, '?limit=2');
    expect(bodiesOf(first)).toEqual(['one', 'three']);
    const second = await savedOf(carla, `?limit=2&cursor=${first.nextCursor}`);
    expect(bodiesOf(second)).toEqual(['two']);
    expect(second.nextCursor).toBeNull();
  });

  it('are told of one channel or thread, to those who may read it', async () => {
    const carla = await Person.register(server);
    const { id } = await ana.createChannel({ kind: 'private' }, [carla]);
    const [first, second] = [(await ana.post(id, 'first')).message, (await ana.post(id, 'second')).message];
    const reply = { clientId: crypto.randomUUID(), body: 'a reply', threadId: first.id };
    const { message: inThread } = succeeded(SentMessage, await ana.call('POST', `/channels/${id}/messages`, reply));
    const kept = await save(carla, inThread.id);
    expect(await keptIn(carla, first.id)).toEqual([kept]);
    const states: SavedState[] = [];
    for (const { id: messageId } of [first, second]) states.unshift(await save(carla, messageId));
    await save(carla, (await ana.post(channelId, 'elsewhere')).message.id);
    expect(await keptIn(carla, id)).toEqual(states);
    expect(await keptIn(ana, id)).toEqual([]);
    await unsave(carla, second.id);
    expect((await keptIn(carla, id)).map(({ messageId }) => messageId)).toEqual([first.id]);
    await ana.call('DELETE', `/channels/${id}/members/${carla.id}`);
    expect(await answeredOtherwise(carla, [['GET', `/channels/${id}/saved`]], 'not_found')).toEqual([]);
  });

  it('are a thousand at most', async () => {
    const carla = await Person.register(server);
    const { message } = await ana.post(channelId, 'one too many');
    await server.db.query(
      `INSERT INTO saved_messages (user_id, message_id, channel_id, rev, saved_at)
       SELECT $1, gen_random_uuid(), $2, -n, now() FROM generate_series(1, 1000) n`,
      [carla.id, channelId],
    );
    const answer = await carla.call('PUT', `/messages/${message.id}/saved`);
    expect(problemOf(answer)).toMatchObject({ code: 'conflict', detail: 'You have at most 1000 saved messages' });
  });

  it('are shown as far as one may still read them, and can be let go all the same', async () => {
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno]);
    const { message } = await ana.post(id, 'confidential');
    await save(bruno, message.id);
    await ana.call('DELETE', `/channels/${id}/members/${bruno.id}`);
    expect(bodiesOf(await savedOf(bruno))).not.toContain('confidential');
    expect(await answeredOtherwise(bruno, [['PUT', `/messages/${message.id}/saved`]], 'not_found')).toEqual([]);
    await ana.invite(id, bruno.id);
    expect(bodiesOf(await savedOf(bruno))).toContain('confidential');
    await ana.call('DELETE', `/channels/${id}/members/${bruno.id}`);
    expect((await unsave(bruno, message.id)).savedAt).toBeNull();
    expect(await answeredOtherwise(bruno, saving(message.id), 'not_found')).toEqual([]);
  });
});

describe('who may save', () => {
  it('are those who may read the message', async () => {
    const onlooker = await Person.register(server);
    const [open, closed] = [await ana.createChannel(), await ana.createChannel({ kind: 'private' })];
    expect((await save(onlooker, (await ana.post(open.id, 'public')).message.id)).savedAt).not.toBeNull();
    for (const id of [(await ana.post(closed.id, 'private')).message.id, noSuchId()]) {
      expect(await answeredOtherwise(onlooker, saving(id), 'not_found')).toEqual([]);
    }
  });
});
