import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MyChannel } from '../../src/contract/channels.js';
import { Draft, DraftPage } from '../../src/contract/drafts.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { answeredOtherwise, noSuchId, Person } from '../support/factories.js';
import { problemOf, succeeded } from '../support/rest.js';

let server: Server;
let ana: Person;
let bruno: Person;
let channelId: string;
let phone: ChatSocket;
let laptop: ChatSocket;
let brunos: ChatSocket;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  channelId = (await ana.createChannel({}, [bruno])).id;
  phone = await ana.connect();
  laptop = await (await ana.signInAgain()).connect({ instance: 1 });
  brunos = await bruno.connect();
});
afterAll(() => server.stop());

const draftsOf = (person: Person, query = ''): Promise<DraftPage> => person.get(DraftPage, `/drafts${query}`);
const put = async (person: Person, id: string, draft: object, instance = 0): Promise<Draft> =>
  succeeded(Draft, await person.call('PUT', `/channels/${id}/draft`, draft, { instance }));
const minutesAgo = (n: number): string => new Date(Date.now() - n * 60_000).toISOString();

describe('a draft', () => {
  it('is on all devices of its writer, through both doors', async () => {
    const draft = await phone.draft({ channelId, body: 'Dear all' });
    expect(draft).toEqual({ channelId, body: 'Dear all', updatedAt: expect.any(String), rev: expect.any(Number) });
    expect(await laptop.event('draft', ({ rev }) => rev === draft.rev)).toEqual(draft);
    const longer = await put(ana, channelId, { body: 'Dear all, hello' }, 1);
    expect(longer.rev).toBeGreaterThan(draft.rev);
    for (const socket of [phone, laptop]) {
      expect(await socket.event('draft', ({ rev }) => rev === longer.rev)).toEqual(longer);
    }
    expect((await draftsOf(ana)).items).toEqual([longer]);
  });

  it('is nobody else’s, whatever their role', async () => {
    const secret = await put(bruno, channelId, { body: 'not for the owner of the server' });
    await brunos.event('draft', ({ rev, body }) => rev === secret.rev && body === secret.body);
    const later = await phone.draft({ channelId, body: 'mine' });
    for (const socket of [phone, laptop]) {
      await socket.event('draft', ({ rev, body }) => rev === later.rev && body === 'mine');
      expect(socket.received.draft.map(({ body }) => body)).not.toContain(secret.body);
    }
    expect((await draftsOf(ana)).items).toEqual([later]);
    expect((await draftsOf(bruno)).items).toEqual([secret]);
  });

  it('goes when it is cleared, and stays when its message is sent', async () => {
    const { id } = await ana.createChannel();
    await phone.draft({ channelId: id, body: 'to be sent' });
    await phone.send(id, 'to be sent');
    expect((await draftsOf(ana)).items.map((draft) => draft.channelId)).toContain(id);
    const cleared = succeeded(Draft, await ana.call('DELETE', `/channels/${id}/draft`));
    expect(cleared).toMatchObject({ channelId: id, body: '' });
    expect(await laptop.event('draft', ({ rev }) => rev === cleared.rev)).toEqual(cleared);
    expect((await draftsOf(ana)).items.map((draft) => draft.channelId)).not.toContain(id);
    await phone.draft({ channelId: id, body: 'once more' });
    expect(await phone.draft({ channelId: id, body: '' })).toMatchObject({ body: '' });
    expect((await draftsOf(ana)).items.map((draft) => draft.channelId)).not.toContain(id);
  });

  it('does not give way to one that was written before it', async () => {
    const { id } = await ana.createChannel();
    const first = await phone.draft({ channelId: id, body: 'at home', updatedAt: minutesAgo(10) });
    const newer = await laptop.draft({ channelId: id, body: 'on the way', updatedAt: minutesAgo(5) });
    expect(newer.body).toBe('on the way');
    expect(await phone.draft({ channelId: id, body: 'at home, offline', updatedAt: minutesAgo(7) })).toEqual(newer);
    expect(await put(ana, id, { body: 'at home', updatedAt: first.updatedAt }, 1)).toEqual(newer);
    const cleared = await phone.draft({ channelId: id, body: '' });
    expect(await laptop.draft({ channelId: id, body: 'long sent', updatedAt: minutesAgo(1) })).toEqual(cleared);
    expect((await draftsOf(ana)).items.map((draft) => draft.channelId)).not.toContain(id);
  });

  it('cannot be of a time that has not come', async () => {
    const { id } = await ana.createChannel();
    const draft = await phone.draft({ channelId: id, body: 'ahead', updatedAt: '2099-01-01T00:00:00.000Z' });
    expect(Date.parse(draft.updatedAt)).toBeLessThan(Date.parse('2099-01-01'));
    expect(await laptop.draft({ channelId: id, body: 'after that' })).toMatchObject({ body: 'after that' });
  });

  it('is one where many devices write at once: the last state is the same everywhere', async () => {
    const { id } = await ana.createChannel();
    const written = await Promise.all(
      Array.from({ length: 12 }, (_, i) => put(ana, id, { body: `version ${i}` }, i % 2)),
    );
    const last = written.toSorted((a, b) => a.rev - b.rev).at(-1);
    for (const socket of [phone, laptop]) {
      await socket.event('draft', ({ rev, channelId: of }) => of === id && rev === last?.rev);
    }
    expect((await draftsOf(ana)).items.find((draft) => draft.channelId === id)).toEqual(last);
    expect(new Set(written.map(({ rev }) => rev)).size).toBe(written.length);
  });
});

describe('the drafts of somebody', () => {
  it('are listed by pages, the last written first', async () => {
    const carla = await Person.register(server);
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      const { id } = await carla.createChannel();
      ids.unshift(id);
      await put(carla, id, { body: `draft ${i}` });
    }
    const first = await draftsOf(carla, '?limit=2');
    expect(first.items.map((draft) => draft.channelId)).toEqual(ids.slice(0, 2));
    const second = await draftsOf(carla, `?limit=2&cursor=${first.nextCursor}`);
    expect(second.items.map((draft) => draft.channelId)).toEqual(ids.slice(2));
    expect(second.nextCursor).toBeNull();
  });

  it('are five hundred at most', async () => {
    const carla = await Person.register(server);
    const { id } = await carla.createChannel();
    await server.db.query(
      `INSERT INTO drafts (user_id, channel_id, body, rev, updated_at)
       SELECT $1, gen_random_uuid(), 'a draft', -n, now() FROM generate_series(1, 500) n`,
      [carla.id],
    );
    const answer = await carla.call('PUT', `/channels/${id}/draft`, { body: 'one more' });
    expect(problemOf(answer)).toMatchObject({ code: 'conflict', detail: 'You have at most 500 drafts' });
    await put(carla, id, { body: '' });
  });

  it('are hidden with the channel, and back with it', async () => {
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno]);
    await put(bruno, id, { body: 'unfinished' });
    await ana.call('DELETE', `/channels/${id}/members/${bruno.id}`);
    expect((await draftsOf(bruno)).items.map((draft) => draft.channelId)).not.toContain(id);
    expect(await answeredOtherwise(bruno, [['PUT', `/channels/${id}/draft`, { body: 'x' }]], 'not_found')).toEqual([]);
    await ana.invite(id, bruno.id);
    expect((await draftsOf(bruno)).items).toContainEqual(
      expect.objectContaining({ channelId: id, body: 'unfinished' }),
    );
  });

  it('do not remember for ever what was cleared', async () => {
    const carla = await Person.register(server);
    const [old, recent] = [await carla.createChannel(), await carla.createChannel()];
    for (const { id } of [old, recent]) await put(carla, id, { body: '' });
    await server.db.query(`UPDATE drafts SET updated_at = now() - interval '31 days' WHERE channel_id = $1`, [old.id]);
    await put(carla, recent.id, { body: '' });
    const { rows } = await server.db.query<{ channel_id: string }>('SELECT channel_id FROM drafts WHERE user_id = $1', [
      carla.id,
    ]);
    expect(rows).toEqual([{ channel_id: recent.id }]);
  });
});

describe('who may draft', () => {
  it('are those who may read the channel, in a direct one its people', async () => {
    const onlooker = await Person.register(server);
    expect(await put(onlooker, channelId, { body: 'before I join' })).toMatchObject({ body: 'before I join' });
    const direct = succeeded(MyChannel, await ana.call('POST', '/channels/direct', { userIds: [bruno.id] }));
    expect(await put(bruno, direct.id, { body: 'between us' })).toMatchObject({ channelId: direct.id });
    for (const id of [direct.id, noSuchId()]) {
      const calls: [string, string, unknown?][] = [
        ['PUT', `/channels/${id}/draft`, { body: 'x' }],
        ['DELETE', `/channels/${id}/draft`],
      ];
      expect(await answeredOtherwise(onlooker, calls, 'not_found')).toEqual([]);
    }
  });
});
