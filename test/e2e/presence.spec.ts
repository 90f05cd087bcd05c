import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Presence, PresenceList } from '../../src/contract/presence.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { until } from '../support/cluster/until.js';
import { answeredOtherwise, Person } from '../support/factories.js';
import { problemOf, succeeded } from '../support/rest.js';

const KNOWN_WITHIN_MS = 30_000;

let server: Server;
let ana: Person;
let watcher: ChatSocket;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true });
  ana = await Person.register(server);
  watcher = await ana.connect();
});
afterAll(() => server.stop());

/** Somebody new, in a channel with Ana. */
async function companion(): Promise<Person> {
  const person = await Person.register(server);
  await ana.createChannel({ kind: 'private' }, [person]);
  return person;
}

/** What Ana's socket was told of somebody, in order. */
const toldOf = ({ id }: Person, socket = watcher) => socket.received.presence.filter(({ userId }) => userId === id);
const statusesOf = (person: Person, socket = watcher) => toldOf(person, socket).map(({ status }) => status);
const asSeenBy = (viewer: Person, { id }: Person): Promise<Presence> => viewer.get(Presence, `/users/${id}/presence`);

function told(person: Person, status: Presence['status'], socket = watcher): Promise<number> {
  const last = () => statusesOf(person, socket).at(-1) === status;
  return until(() => `${status}; told: ${statusesOf(person, socket).join(', ')}`, last, KNOWN_WITHIN_MS);
}

/** Told after everything that was to be told before: presence is gathered, and told together. */
async function presenceSettled(socket = watcher, viewer = ana): Promise<void> {
  const marker = await Person.register(server);
  const { id } = await viewer.createChannel({ kind: 'private' }, [marker]);
  await socket.request('channel:open', { channelId: id });
  await marker.call('PUT', '/users/me/status', { text: 'settled' });
  await until('the marker', () => toldOf(marker, socket).length > 0, KNOWN_WITHIN_MS);
}

describe('who is there', () => {
  it('is told to those who share a channel, on whatever instance', async () => {
    const bruno = await companion();
    expect((await asSeenBy(ana, bruno)).status).toBe('offline');
    const socket = await bruno.connect({ instance: 1 });
    await told(bruno, 'online');
    expect(toldOf(bruno)).toEqual([{ userId: bruno.id, status: 'online', customStatus: null }]);
    expect(await asSeenBy(ana, bruno)).toEqual({ userId: bruno.id, status: 'online', customStatus: null });
    socket.close();
    await told(bruno, 'offline');
    expect(statusesOf(bruno)).toEqual(['online', 'offline']);
    expect((await asSeenBy(ana, bruno)).status).toBe('offline');
  });

  it('stays so while one device is left, and while somebody changes from one instance to another', async () => {
    const bruno = await companion();
    const first = await bruno.connect({ instance: 0 });
    await told(bruno, 'online');
    const second = await bruno.connect({ instance: 1 });
    first.close();
    const third = await bruno.connect({ instance: 0 });
    second.close();
    await presenceSettled();
    expect(statusesOf(bruno)).toEqual(['online']);
    third.close();
    await told(bruno, 'offline');
  });

  it('is nobody’s business who shares no channel', async () => {
    const stranger = await Person.register(server);
    const strangers = await stranger.connect({ instance: 1 });
    await stranger.call('PUT', '/users/me/presence', { status: 'busy' });
    await strangers.event('presence', ({ status }) => status === 'busy');
    await presenceSettled();
    expect(toldOf(stranger)).toEqual([]);
    expect(await answeredOtherwise(ana, [['GET', `/users/${stranger.id}/presence`]], 'not_found')).toEqual([]);
    const bruno = await companion();
    const { items } = await ana.get(PresenceList, `/presence?userIds=${stranger.id},${bruno.id},${ana.id}`);
    expect(items.map(({ userId }) => userId)).toEqual([bruno.id, ana.id]);
    const asked = await watcher.ask(PresenceList, 'presence:get', { userIds: [stranger.id, bruno.id, ana.id] });
    expect(asked.items).toEqual(items);
    strangers.close();
  });

  it('ends with the last channel that two share', async () => {
    const bruno = await Person.register(server);
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno]);
    const socket = await bruno.connect();
    await told(bruno, 'online');
    await bruno.call('POST', `/channels/${id}/leave`);
    expect(await answeredOtherwise(ana, [['GET', `/users/${bruno.id}/presence`]], 'not_found')).toEqual([]);
    const before = toldOf(bruno).length;
    await bruno.call('PUT', '/users/me/presence', { status: 'away' });
    await socket.event('presence', ({ status }) => status === 'away');
    await presenceSettled();
    expect(toldOf(bruno)).toHaveLength(before);
  });

  it('is told to who is a member, not to who only looks', async () => {
    const [bruno, onlooker] = [await Person.register(server), await Person.register(server)];
    const { id } = await bruno.createChannel();
    const looking = await onlooker.connect();
    await looking.request('channel:open', { channelId: id });
    const socket = await bruno.connect({ instance: 1 });
    await presenceSettled(looking, onlooker);
    expect(toldOf(bruno, looking)).toEqual([]);
    expect(await answeredOtherwise(onlooker, [['GET', `/users/${bruno.id}/presence`]], 'not_found')).toEqual([]);
    socket.close();
  });

  it('is told to who looked at the channel before they joined it', async () => {
    const [bruno, newcomer] = [await Person.register(server), await Person.register(server)];
    const { id } = await bruno.createChannel();
    const device = await newcomer.connect();
    await device.request('channel:open', { channelId: id });
    await newcomer.call('POST', `/channels/${id}/join`);
    await device.joined(id);
    const socket = await bruno.connect({ instance: 1 });
    await socket.request('presence:set', { status: 'busy' });
    await told(bruno, 'busy', device);
    expect(toldOf(bruno, device).at(-1)).toMatchObject({ userId: bruno.id, status: 'busy' });
    socket.close();
  });
});

describe('the status that somebody chose', () => {
  it('is the same on all of their devices, over both doors, and outlasts them', async () => {
    const bruno = await companion();
    const [one, other] = [await bruno.connect(), await bruno.connect({ instance: 1 })];
    await told(bruno, 'online');
    expect(await one.request('presence:set', { status: 'busy' })).toEqual({ ok: true, data: { status: 'busy' } });
    await told(bruno, 'busy');
    for (const socket of [one, other]) await socket.event('presence', ({ status }) => status === 'busy');
    const { body } = await bruno.call('PUT', '/users/me/presence', { status: 'away' }, { instance: 1 });
    expect(body).toEqual({ status: 'away' });
    await told(bruno, 'away');
    one.close();
    other.close();
    await told(bruno, 'offline');
    expect((await bruno.get(Presence, '/users/me/presence')).status).toBe('away');
    const back = await bruno.connect();
    await told(bruno, 'away');
    back.close();
  });

  it('is offline to everyone else where they are invisible, and theirs alone knows better', async () => {
    const bruno = await companion();
    const socket = await bruno.connect({ instance: 1 });
    await told(bruno, 'online');
    await socket.request('presence:set', { status: 'invisible' });
    await told(bruno, 'offline');
    await socket.event('presence', ({ userId, status }) => userId === bruno.id && status === 'invisible');
    expect((await asSeenBy(ana, bruno)).status).toBe('offline');
    expect((await asSeenBy(bruno, bruno)).status).toBe('invisible');
    const before = toldOf(bruno).length;
    socket.close();
    const again = await bruno.connect();
    await again.request('echo', 'settled');
    await presenceSettled();
    expect(toldOf(bruno)).toHaveLength(before);
    await again.request('presence:set', { status: 'online' });
    await told(bruno, 'online');
    again.close();
  });
});

describe('what somebody says of themselves', () => {
  it('is shown with or without a connection, and goes where nothing is said', async () => {
    const bruno = await companion();
    const said = { emoji: '🌴', text: 'on the beach', expiresAt: null };
    const own = succeeded(Presence, await bruno.call('PUT', '/users/me/status', said));
    expect(own).toEqual({ userId: bruno.id, status: 'online', customStatus: said });
    await told(bruno, 'offline');
    expect(toldOf(bruno).at(-1)?.customStatus).toEqual(said);
    expect((await asSeenBy(ana, bruno)).customStatus).toEqual(said);
    const socket = await bruno.connect({ instance: 1 });
    await told(bruno, 'online');
    expect(toldOf(bruno).at(-1)?.customStatus).toEqual(said);
    await socket.request('status:set', {});
    await until('nothing is said', () => toldOf(bruno).at(-1)?.customStatus === null, KNOWN_WITHIN_MS);
    socket.close();
  });

  it('ends when it was said to, and those who see it are told', async () => {
    const bruno = await companion();
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    await bruno.call('PUT', '/users/me/status', { text: 'back in a moment', expiresAt });
    await until('it is said', () => toldOf(bruno).some(({ customStatus }) => customStatus !== null), KNOWN_WITHIN_MS);
    // Its time comes once it was seen.
    await server.db.query('UPDATE user_statuses SET expires_at = now() WHERE user_id = $1', [bruno.id]);
    await until('it ends', () => toldOf(bruno).at(-1)?.customStatus === null, KNOWN_WITHIN_MS);
    expect((await asSeenBy(ana, bruno)).customStatus).toBeNull();
  });

  it('does not end before it begins', async () => {
    const problem = problemOf(
      await ana.call('PUT', '/users/me/status', { text: 'gone', expiresAt: '2020-01-01T00:00:00.000Z' }),
    );
    expect(problem).toMatchObject({ code: 'validation_failed', errors: [{ path: 'expiresAt' }] });
  });
});

describe('a large channel', () => {
  it('tells who is there to those who have it on their screen', async () => {
    const bruno = await Person.register(server);
    const crowd = await Person.register(server);
    const { id } = await bruno.createChannel({}, [crowd]);
    const sockets = await Promise.all(Array.from({ length: 102 }, () => crowd.connect()));
    const [looking, ...others] = sockets;
    if (!looking) throw new Error('nobody connected');
    await looking.request('channel:open', { channelId: id });
    const socket = await bruno.connect({ instance: 1 });
    await told(bruno, 'online', looking);
    await presenceSettled(looking, crowd);
    expect(others.filter((other) => toldOf(bruno, other).length > 0)).toEqual([]);
    await looking.request('channel:close', { channelId: id });
    await socket.request('presence:set', { status: 'busy' });
    await socket.event('presence', ({ status }) => status === 'busy');
    await presenceSettled(looking, crowd);
    expect(statusesOf(bruno, looking)).toEqual(['online']);
    socket.close();
  });
});
