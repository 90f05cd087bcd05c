import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Sidebar } from '../../src/contract/categories.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { answeredOtherwise, type Call, noSuchId, Person } from '../support/factories.js';
import { problemOf, succeeded } from '../support/rest.js';

let server: Server;
let ana: Person;
let bruno: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  bruno = await Person.register(server);
});
afterAll(() => server.stop());

const sidebarOf = (person: Person): Promise<Sidebar> => person.get(Sidebar, '/categories');
const change = async (person: Person, method: string, path: string, body?: unknown, instance = 0): Promise<Sidebar> =>
  succeeded(Sidebar, await person.call(method, path, body, { instance }));
const create = (person: Person, name: string): Promise<Sidebar> => change(person, 'POST', '/categories', { name });
const named = ({ items }: Sidebar, name: string | null): string => items.find((each) => each.name === name)?.id ?? '';
const channelsIn = ({ items }: Sidebar, id: string): string[] | undefined =>
  items.find((each) => each.id === id)?.channelIds;
const told = (socket: ChatSocket, { rev }: Sidebar): Promise<Sidebar> =>
  socket.event('sidebar', (sidebar) => sidebar.rev === rev);

describe('the categories of somebody', () => {
  it('begin with favourites, and nothing in them', async () => {
    const carla = await Person.register(server);
    const favorites = { id: 'favorites', name: null, channelIds: [] };
    expect(await sidebarOf(carla)).toEqual({ items: [favorites], nextCursor: null, rev: 0 });
  });

  it('are the same on all devices, through both doors', async () => {
    const { id } = await ana.createChannel();
    const phone = await ana.connect();
    const laptop = await (await ana.signInAgain()).connect({ instance: 1 });
    const work = await phone.ask(Sidebar, 'category:create', { name: 'Work' });
    expect(await told(laptop, work)).toEqual(work);
    const categoryId = named(work, 'Work');
    const steps: [request: string, payload: object][] = [
      ['category:create', { name: 'Tea' }],
      ['channel:place', { channelId: id, categoryId }],
      ['category:rename', { categoryId, name: 'Projects' }],
    ];
    for (const [request, payload] of steps) {
      const sidebar = await phone.ask(Sidebar, request, payload);
      expect(await told(laptop, sidebar)).toEqual(sidebar);
    }
    const both = await sidebarOf(ana);
    expect(channelsIn(both, categoryId)).toEqual([id]);
    const order = [named(both, 'Tea'), categoryId];
    const ordered = await change(ana, 'PUT', '/categories/order', { categoryIds: order }, 1);
    expect(ordered.items.map((each) => each.id)).toEqual(['favorites', ...order]);
    expect(await told(phone, ordered)).toEqual(ordered);
    const favored = await change(ana, 'PUT', `/channels/${id}/category`, { categoryId: 'favorites' }, 1);
    expect([channelsIn(favored, 'favorites'), channelsIn(favored, categoryId)]).toEqual([[id], []]);
    expect(await told(phone, favored)).toEqual(favored);
    const less = await phone.ask(Sidebar, 'category:delete', { categoryId });
    expect(await told(laptop, less)).toEqual(await sidebarOf(ana));
    expect(less.items.map((each) => each.name)).toEqual([null, 'Tea']);
  });

  it('are nobody else’s', async () => {
    const brunos = await bruno.connect();
    const mine = await create(ana, 'Private affairs');
    const { rev } = await create(bruno, 'His own');
    await brunos.event('sidebar', (sidebar) => sidebar.rev === rev);
    expect(brunos.received.sidebar.flatMap(({ items }) => items.map((each) => each.name))).toEqual([null, 'His own']);
    const id = named(mine, 'Private affairs');
    const calls: Call[] = [
      ['PATCH', `/categories/${id}`, { name: 'x' }],
      ['DELETE', `/categories/${id}`],
    ];
    expect(await answeredOtherwise(bruno, calls, 'not_found')).toEqual([]);
    expect(await sidebarOf(ana)).toEqual(mine);
  });

  it('change one after the other, however many devices ask at once', async () => {
    const carla = await Person.register(server);
    const names = Array.from({ length: 10 }, (_, i) => `category ${i}`);
    const answers = await Promise.all(names.map((name, i) => change(carla, 'POST', '/categories', { name }, i % 2)));
    expect(new Set(answers.map(({ rev }) => rev)).size).toBe(names.length);
    const { items } = await sidebarOf(carla);
    expect(new Set(items.map((each) => each.name))).toEqual(new Set([null, ...names]));
  });

  it('are fifty at most', async () => {
    const carla = await Person.register(server);
    await create(carla, 'first');
    const many = Array.from({ length: 50 }, () => ({ id: noSuchId(), name: 'x', channelIds: [] }));
    await server.db.query(`UPDATE sidebars SET categories = $2 WHERE user_id = $1`, [
      carla.id,
      JSON.stringify([{ id: 'favorites', name: null, channelIds: [] }, ...many]),
    ]);
    const answer = await carla.call('POST', '/categories', { name: 'one more' });
    expect(problemOf(answer)).toMatchObject({ code: 'conflict', detail: 'You have at most 50 categories' });
  });

  it('are ordered by all of them, each once', async () => {
    const carla = await Person.register(server);
    const categoryId = named(await create(carla, 'one'), 'one');
    for (const categoryIds of [[], [categoryId, categoryId], [noSuchId()]]) {
      expect(await answeredOtherwise(carla, [['PUT', '/categories/order', { categoryIds }]], 'conflict')).toEqual([]);
    }
  });
});

describe('a channel', () => {
  it('has its place among others, and goes out of it with null', async () => {
    const carla = await Person.register(server);
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await carla.createChannel()).id);
    const place = (id: string, body: object) => change(carla, 'PUT', `/channels/${id}/category`, body);
    for (const id of ids) await place(id, { categoryId: 'favorites', position: 0 });
    expect(channelsIn(await sidebarOf(carla), 'favorites')).toEqual(ids.toReversed());
    const moved = await place(ids[0] ?? '', { categoryId: 'favorites', position: 1 });
    expect(channelsIn(moved, 'favorites')).toEqual([ids[2], ids[0], ids[1]]);
    expect(channelsIn(await place(ids[2] ?? '', { categoryId: null }), 'favorites')).toEqual([ids[0], ids[1]]);
  });

  it('is placed by those who may read it, and let go by those who could', async () => {
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno]);
    const path = `/channels/${id}/category`;
    const outsider = await Person.register(server);
    for (const categoryId of ['favorites', noSuchId()]) {
      expect(await answeredOtherwise(outsider, [['PUT', path, { categoryId }]], 'not_found')).toEqual([]);
    }
    expect(channelsIn(await change(bruno, 'PUT', path, { categoryId: 'favorites' }), 'favorites')).toEqual([id]);
    await ana.call('DELETE', `/channels/${id}/members/${bruno.id}`);
    expect(await answeredOtherwise(bruno, [['PUT', path, { categoryId: 'favorites' }]], 'not_found')).toEqual([]);
    expect(channelsIn(await change(bruno, 'PUT', path, { categoryId: null }), 'favorites')).toEqual([]);
  });

  it('is not placed where there is no such category', async () => {
    const { id } = await ana.createChannel();
    const calls: Call[] = [['PUT', `/channels/${id}/category`, { categoryId: noSuchId() }]];
    expect(await answeredOtherwise(ana, calls, 'not_found')).toEqual([]);
  });
});
