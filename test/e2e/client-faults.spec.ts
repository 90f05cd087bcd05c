import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Client, MemoryStore, when } from '../../client/src/main.js';
import { Server } from '../support/app.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { until } from '../support/cluster/until.js';
import { PASSWORD, Person } from '../support/factories.js';
import { bodiesOf, newClient, newMember, online, shows } from '../support/library-client.js';

const HORIZON = 60;

let server: Server;
let ana: Person;
const proxies: BreakableProxy[] = [];

beforeAll(async () => {
  server = await Server.start({ instances: 2, env: { SYNC_HORIZON: String(HORIZON), DRAIN_MS: '1500' } });
  ana = await Person.register(server);
});
afterAll(async () => {
  await server.stop();
  await Promise.all(proxies.map((proxy) => proxy.close()));
});

/** A way to the first instance that can be broken. */
async function breakable(): Promise<{ url: string; proxy: BreakableProxy }> {
  const { hostname: host, port } = new URL(server.url);
  const proxy = await BreakableProxy.before({ host, port: Number(port) });
  proxies.push(proxy);
  return { url: `http://127.0.0.1:${proxy.port}`, proxy };
}

/** A channel that a new client, which comes by this way, has open. */
async function openedBy(url: string | string[]) {
  const member = await newMember(server, { url, transports: ['websocket'] });
  const { id } = await ana.createChannel({}, [member.person]);
  await opened(member.client, id);
  return { ...member, id };
}

async function opened(client: Client, id: string): Promise<void> {
  await online(client);
  await until('joined', () => client.channels.snapshot().some((line) => line.id === id), 30_000);
  await when(client.channel(id).open(), ({ status }) => status === 'open');
}

const statusOf = (client: Client) => client.connection.snapshot().status;

describe('a client whose connection is lost', () => {
  it('shows what is sent meanwhile as waiting, sends it when it is back, in order, and has what it missed', async () => {
    const { url, proxy } = await breakable();
    const { client, id } = await openedBy(url);
    client.channel(id).send('before');
    await shows(client, id, ['before']);
    proxy.cut();
    await when(client.connection, ({ status }) => status === 'reconnecting');
    await ana.post(id, 'missed');
    for (const body of ['one', 'two', 'three']) client.channel(id).send(body);
    expect(bodiesOf(client, id)).toEqual(['before', 'one', 'two', 'three']);
    expect(
      client
        .channel(id)
        .snapshot()
        .pending.every(({ state }) => state !== 'failed'),
    ).toBe(true);
    proxy.restore();
    await shows(client, id, ['before', 'missed', 'one', 'two', 'three']);
    const { items } = await ana.history(id);
    expect(items.map(({ body }) => body)).toEqual(['before', 'missed', 'one', 'two', 'three']);
    await online(client);
  });

  it('sends a message once whose ack was lost', async () => {
    const { url, proxy } = await breakable();
    const { client, id } = await openedBy(url);
    proxy.swallowAnswers();
    client.channel(id).send('hello');
    await until('it arrived', async () => (await ana.history(id)).items.length === 1, 30_000);
    proxy.restore();
    await shows(client, id, ['hello']);
    expect((await ana.history(id)).items).toHaveLength(1);
  });

  it('takes the newest page where it missed too much, and goes on from there', async () => {
    const { url, proxy } = await breakable();
    const { client, id } = await openedBy(url);
    await ana.post(id, 'before');
    await shows(client, id, ['before']);
    proxy.cut();
    await when(client.connection, ({ status }) => status === 'reconnecting');
    const socket = await ana.connect();
    for (let i = 1; i <= HORIZON + 20; i++) await socket.send(id, `${i}`);
    socket.close();
    const resets: boolean[] = [];
    client.on('applied', ({ reset }) => resets.push(reset));
    proxy.restore();
    await until('the newest', () => bodiesOf(client, id).at(-1) === `${HORIZON + 20}`, 30_000);
    expect(resets).toContain(true);
    const channel = client.channel(id);
    expect(channel.snapshot()).toMatchObject({ hasOlder: true, unread: HORIZON + 21 });
    while (await channel.loadOlder());
    expect(bodiesOf(client, id)).toEqual(['before', ...Array.from({ length: HORIZON + 20 }, (_, i) => `${i + 1}`)]);
  });

  it('goes to another instance at once where its own is gone', async () => {
    const { url, proxy } = await breakable();
    const { client, id } = await openedBy([url, server.urlOf(1)]);
    proxy.cut();
    await when(client.connection, ({ status }) => status !== 'online');
    await online(client);
    const { body } = await client.channel(id).send('from elsewhere').stored;
    await shows(client, id, [body]);
    expect((await ana.history(id)).items.map((message) => message.body)).toEqual([body]);
  });
});

describe('a client that is started again from its store', () => {
  it('goes on where it was: signed in, with its messages, its place, and what was still to be sent', async () => {
    const { url, proxy } = await breakable();
    const { client, id, store } = await openedBy(url);
    await ana.post(id, 'known');
    await shows(client, id, ['known']);
    proxy.cut();
    await when(client.connection, ({ status }) => status === 'reconnecting');
    await client.channel(id).send('unsent').kept;
    await client.stop();
    await ana.post(id, 'missed');
    const later = newClient(server, { store });
    const applied: string[] = [];
    later.on('applied', ({ changes }) => applied.push(...changes.map(({ message }) => message.body)));
    await later.start();
    later.channel(id).open();
    expect(bodiesOf(later, id)).toEqual(['known', 'unsent']);
    await shows(later, id, ['known', 'missed', 'unsent']);
    expect(applied).toEqual(['missed', 'unsent']);
    expect(later.user?.id).toBe(client.user?.id);
    expect((await ana.history(id)).items.map(({ body }) => body)).toEqual(['known', 'missed', 'unsent']);
  });

  it('of which nothing was written since goes on from an older place, and loses nothing', async () => {
    const { client, id, store } = await openedBy(server.url);
    await ana.post(id, 'one');
    await shows(client, id, ['one']);
    await client.saved();
    const copy = new MemoryStore();
    await copy.write(await store.load());
    await ana.post(id, 'two');
    await shows(client, id, ['one', 'two']);
    await client.stop();
    const later = newClient(server, { store: copy });
    await later.start();
    const applied: number[] = [];
    later.on('applied', ({ changes }) => applied.push(...changes.map(({ rev }) => rev)));
    later.channel(id).open();
    await shows(later, id, ['one', 'two']);
    expect(applied).toEqual([2]);
  });

  it('has a read marker that it could not tell', async () => {
    const { url, proxy } = await breakable();
    const { client, id, store, person } = await openedBy(url);
    await ana.post(id, 'read me');
    await shows(client, id, ['read me']);
    proxy.cut();
    await when(client.connection, ({ status }) => status === 'reconnecting');
    client.channel(id).markRead();
    await client.stop();
    expect((await person.channel(id)).unread).toBe(1);
    await newClient(server, { store }).start();
    await until('told', async () => (await person.channel(id)).unread === 0, 30_000);
  });
});

describe('what cannot be had at once', () => {
  it('is there once it can: a channel that was opened while PostgreSQL was away', async () => {
    const url = new URL(server.env['DATABASE_URL'] ?? '');
    const proxy = await BreakableProxy.before({ host: url.hostname, port: Number(url.port) });
    proxies.push(proxy);
    url.host = `127.0.0.1:${proxy.port}`;
    const instance = await server.addInstance({ DATABASE_URL: url.href, DATABASE_TIMEOUT_MS: '3000' });
    const { client } = await newMember(server, { url: instance.url, transports: ['websocket'] });
    await online(client);
    const { id } = await ana.createChannel();
    await ana.post(id, 'to whoever looks');
    const states: string[] = [];
    client.connection.subscribe(() => states.push(statusOf(client)));
    const read = await client.createChannel({ name: 'all read', kind: 'public' });
    read.send('mine');
    await when(read, ({ readSeq }) => readSeq === 1);
    proxy.blackhole();
    onTestFinished(() => proxy.restore());
    const channel = client.channel(id).open();
    // Both are asked after it.
    for (let i = 0; i < 2; i++) await expect(client.call('/channels')).rejects.toMatchObject({ code: 'unavailable' });
    expect(channel.snapshot().status).toBe('loading');
    await expect(read.markUnread(1)).rejects.toMatchObject({ code: 'unavailable' });
    expect(read.snapshot()).toMatchObject({ readSeq: 1, unread: 0 });
    proxy.restore();
    await shows(client, id, ['to whoever looks']);
    expect(channel.snapshot().status).toBe('open');
    expect(states.every((status) => status === 'catching up' || status === 'online')).toBe(true);
  });

  it('is there once it can: the names of channels', async () => {
    let failures = 1;
    const fails = (url: string, init: RequestInit) =>
      url.includes('/channels?limit') && failures-- > 0 ? Promise.reject(new TypeError('no way')) : fetch(url, init);
    const person = await Person.register(server);
    const { id } = await person.createChannel();
    const client = newClient(server, { fetch: fails });
    await client.login({ login: person.username, password: PASSWORD });
    await until('a name', () => Boolean(client.channel(id).snapshot().info?.name), 30_000);
    expect(failures).toBeLessThan(1);
  });

  it('is no older than what came while it was on its way: the name of a channel', async () => {
    const [before, later] = [await ana.createChannel(), await ana.createChannel()];
    const { promise: free, resolve } = Promise.withResolvers<void>();
    let lists = 0;
    const slow = async (url: string, init: RequestInit): Promise<Response> => {
      const answer = await fetch(url, init);
      if (url.includes('/channels?limit') && ++lists > 0) await free;
      return answer;
    };
    const person = await Person.register(server);
    for (const { id } of [before, later]) await ana.invite(id, person.id);
    const client = newClient(server, { fetch: slow });
    await client.login({ login: person.username, password: PASSWORD });
    await until('a list', () => lists > 0, 30_000);
    const nameOf = (id: string) => client.channel(id).snapshot().info?.name;
    await ana.call('PATCH', `/channels/${before.id}`, { name: 'renamed meanwhile' });
    await until('the news', () => nameOf(before.id) === 'renamed meanwhile', 30_000);
    resolve();
    await until('the list', () => nameOf(later.id) === later.name, 30_000);
    expect(client.channel(before.id).snapshot().info).toMatchObject({ name: 'renamed meanwhile', role: 'member' });
  });

  it('is there once the user may have it: a channel that they were let into while they looked at it', async () => {
    const { client, person } = await newMember(server);
    await online(client);
    const { id } = await ana.createChannel({ kind: 'private' });
    await ana.post(id, 'a secret');
    const channel = client.channel(id).open();
    await when(channel, ({ status }) => status === 'refused');
    await ana.invite(id, person.id);
    await shows(client, id, ['a secret']);
    expect(channel.snapshot()).toMatchObject({ status: 'open', error: null });
  });

  it('is there with the next connection: a thread that began meanwhile', async () => {
    const { url, proxy } = await breakable();
    const { client, id } = await openedBy(url);
    const { message: root } = await ana.post(id, 'is anybody there?');
    const thread = client.channel(root.id).open();
    await when(thread, ({ status }) => status === 'refused');
    client.channel(id).close();
    proxy.cut();
    await when(client.connection, ({ status }) => status === 'reconnecting');
    const reply = { clientId: crypto.randomUUID(), body: 'nobody', threadId: root.id };
    expect((await ana.call('POST', `/channels/${id}/messages`, reply)).status).toBe(201);
    proxy.restore();
    await shows(client, root.id, ['nobody']);
    expect(thread.snapshot()).toMatchObject({ status: 'open', error: null });
  });
});

describe('a session', () => {
  it('that ends takes the client out, with its outbox kept for when the same person is back', async () => {
    const { client, id, person, store } = await openedBy(server.url);
    const everywhere = { login: person.username, password: 'a long enough password' };
    await server.db.query('UPDATE sessions SET revoked_at = now() WHERE user_id = $1', [person.id]);
    await server.db.query('UPDATE users SET access_version = access_version + 1 WHERE id = $1', [person.id]);
    await until(
      () => `signed out: ${JSON.stringify(client.connection.snapshot())}`,
      () => statusOf(client) === 'signed out',
      30_000,
    );
    expect(client.connection.snapshot()).toMatchObject({ error: { code: 'unauthenticated' } });
    await client.channel(id).send('later').kept;
    await client.login(everywhere);
    client.channel(id).open();
    await shows(client, id, ['later']);
    await client.logout();
    expect(statusOf(client)).toBe('signed out');
    expect([...(await store.load()).keys()]).toEqual([]);
  });

  it('of somebody else on the same device begins with nothing of the one before', async () => {
    const { client, id } = await openedBy(server.url);
    await client.channel(id).send('mine').stored;
    const other = await Person.register(server);
    await client.login({ login: other.username, password: 'a long enough password' });
    await online(client);
    expect(client.user?.id).toBe(other.id);
    expect(client.channels.snapshot()).toEqual([]);
    expect(client.channel(id).snapshot().messages).toEqual([]);
  });
});

it('a client that is stopped while it starts stays so', async () => {
  const { client, store } = await newMember(server);
  await client.stop();
  const load = store.load.bind(store);
  const { promise: free, resolve } = Promise.withResolvers<void>();
  store.load = () => free.then(load);
  const later = newClient(server, { store });
  const both = [later.start(), later.stop()];
  resolve();
  await Promise.all(both);
  expect([later.user?.id, statusOf(later)]).toEqual([client.user?.id, 'offline']);
});

it('a client hears nothing more of whoever was signed in before, while its store is still busy', async () => {
  const { client, store } = await newMember(server);
  await online(client);
  const other = await Person.register(server);
  const write = store.write.bind(store);
  const { promise: free, resolve } = Promise.withResolvers<void>();
  store.write = (entries) => free.then(() => write(entries));
  const login = client.login({ login: other.username, password: PASSWORD });
  await until('nothing comes any more', () => statusOf(client) === 'offline', 30_000);
  expect(client.user?.id).not.toBe(other.id);
  resolve();
  await login;
  await online(client);
  expect(client.user?.id).toBe(other.id);
});

it('an instance that stops hands its clients over without a pause', async () => {
  // The only socket is of the first of ten waves.
  const instance = await server.addInstance({ DRAIN_MS: '10000' });
  const { client, id } = await openedBy([instance.url, server.url]);
  const seen: string[] = [];
  client.connection.subscribe(() => seen.push(statusOf(client)));
  const stopped = instance.stop();
  await until('elsewhere', () => seen.includes('draining') && statusOf(client) === 'online', 30_000);
  await client.channel(id).send('from elsewhere').stored;
  await stopped;
  expect(seen).not.toContain('reconnecting');
});
