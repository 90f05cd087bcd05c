import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, type ClientOptions, type TransportName, when } from '../../client/src/main.js';
import { NotificationPage } from '../../src/contract/notifications.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { newMember, online, shows } from '../support/library-client.js';
import { PickyProxy } from '../support/picky-proxy.js';

const QUICK: Partial<ClientOptions> = { betterEveryMs: 300, pollMs: 500, connectWithinMs: 3_000 };

let server: Server;
let ana: Person;
const proxies: PickyProxy[] = [];

beforeAll(async () => {
  server = await Server.start({ worker: true });
  ana = await Person.register(server);
});
afterAll(async () => {
  await server.stop();
  for (const proxy of proxies) proxy.close();
});

async function behindProxy({ websockets, polling }: { websockets: boolean; polling: boolean }, options = QUICK) {
  const proxy = await PickyProxy.before(server.url);
  proxies.push(proxy);
  Object.assign(proxy, { websockets, polling });
  const member = await newMember(server, { url: proxy.url, ...options });
  const { id } = await ana.createChannel({}, [member.person]);
  await online(member.client);
  await until('joined', () => member.client.channels.snapshot().some((line) => line.id === id), 30_000);
  await when(member.client.channel(id).open(), ({ status }) => status === 'open');
  return { ...member, proxy, id };
}

function transportOf(client: Client): TransportName | null {
  const state = client.connection.snapshot();
  return 'transport' in state ? state.transport : null;
}

const reaches = (client: Client, transport: TransportName) =>
  until(
    () => `${transport}: ${JSON.stringify(client.connection.snapshot())}`,
    () => transportOf(client) === transport && client.connection.snapshot().status === 'online',
    30_000,
  );

describe('a client behind a proxy', () => {
  it.each([
    ['lets nothing through but plain requests, uses streams', { websockets: false, polling: false }, 'sse'],
    ['lets no WebSockets through, polls', { websockets: false, polling: true }, 'polling'],
    ['lets everything through, uses a WebSocket', { websockets: true, polling: true }, 'websocket'],
  ] as const)('that %s', async (_, passes, transport) => {
    const { client, id } = await behindProxy(passes, { ...QUICK, betterEveryMs: 60_000, connectWithinMs: 30_000 });
    expect(transportOf(client)).toBe(transport);
    const { id: messageId } = await client.channel(id).send('hello').stored;
    await ana.post(id, 'hello to you');
    await client.channel(id).edit(messageId, 'hello!');
    await shows(client, id, ['hello!', 'hello to you']);
    client.channel(id).markRead();
    await until('read', () => client.channel(id).snapshot().unread === 0, 30_000);
  });

  it('goes down and comes back up as the proxy lets it, on the same cursors, and applies nothing twice', async () => {
    const { client, id, proxy } = await behindProxy({ websockets: true, polling: true });
    const revs: number[] = [];
    client.on('applied', ({ changes }) => revs.push(...changes.map(({ rev }) => rev)));
    const bodies: string[] = [];
    const say = async (body: string): Promise<void> => {
      bodies.push(body);
      await ana.post(id, body);
    };
    await say('by websocket');
    Object.assign(proxy, { websockets: false });
    proxy.cut();
    await reaches(client, 'polling');
    await say('by polling');
    Object.assign(proxy, { polling: false });
    proxy.cut();
    await reaches(client, 'sse');
    await say('by stream');
    await shows(client, id, bodies);
    Object.assign(proxy, { websockets: true, polling: true });
    await reaches(client, 'websocket');
    await say('by websocket again');
    await shows(client, id, bodies);
    expect(revs).toEqual([1, 2, 3, 4]);
  });
});

describe('streams', () => {
  it('bring an open channel at once, and of the others what is new', async () => {
    const { client, id, person } = await behindProxy(
      { websockets: false, polling: false },
      { ...QUICK, pollMs: 60_000, betterEveryMs: 60_000 },
    );
    await ana.post(id, 'at once');
    await shows(client, id, ['at once']);
    expect(person.id).toBe(client.user?.id);
  });

  it('know of channels that are entered and left, of messages elsewhere, and of the inbox', async () => {
    const { client, person } = await behindProxy({ websockets: false, polling: false });
    const lines = () => client.channels.snapshot();
    const { id } = await ana.createChannel({}, [person]);
    await ana.post(id, 'not open');
    await until('unread', () => lines().find((line) => line.id === id)?.unread === 1, 30_000);
    const { inbox } = client;
    await inbox.load();
    await ana.post(id, `for @${person.username}`);
    await until('told', () => inbox.snapshot().items.some(({ kind }) => kind === 'mention'), 30_000);
    const invitations = () => inbox.snapshot().items.filter(({ kind }) => kind === 'invitation');
    await until('told of both channels', () => invitations().length === 2, 30_000);
    const unread = inbox.snapshot().unread ?? 0;
    await inbox.markRead(inbox.snapshot().items.find(({ kind }) => kind === 'mention')?.id ?? '');
    await until('read', () => inbox.snapshot().unread === unread - 1, 30_000);
    await ana.call('DELETE', `/channels/${id}/members/${person.id}`);
    await until('left', () => !lines().some((line) => line.id === id), 30_000);
    expect(transportOf(client)).toBe('sse');
  });

  it('keep up with more open channels than there are streams for', async () => {
    const { client, person } = await behindProxy({ websockets: false, polling: false });
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push((await ana.createChannel({}, [person])).id);
    await until('all', () => ids.every((id) => client.channels.snapshot().some((line) => line.id === id)), 30_000);
    for (const id of ids) client.channel(id).open();
    for (const id of ids) await ana.post(id, 'hello');
    for (const id of ids) await shows(client, id, ['hello']);
    expect(ids.map((id) => client.channel(id).snapshot().status)).toEqual(ids.map(() => 'open'));
  });
});

it('an inbox that was loaded has what came while nothing got through', async () => {
  const { client, id, person, proxy } = await behindProxy({ websockets: true, polling: true });
  const kinds = () => client.inbox.snapshot().items.map(({ kind }) => kind);
  await client.inbox.load();
  await until('the invitation', () => kinds().includes('invitation'), 30_000);
  proxy.open = false;
  proxy.cut();
  await when(client.connection, ({ status }) => status === 'reconnecting');
  await ana.post(id, `for @${person.username}`);
  await until(
    'told',
    async () => JSON.stringify((await person.call('GET', '/notifications')).body).includes('mention'),
    30_000,
  );
  proxy.open = true;
  await until('there', () => kinds().includes('mention'), 30_000);
  expect(kinds()).toEqual(['mention', 'invitation']);
  expect(client.inbox.snapshot().unread).toBe(2);
});

it('an inbox that was loaded has what came before its stream was open', async () => {
  const opens = Promise.withResolvers<void>();
  const { client, person } = await newMember(server, {
    ...QUICK,
    transports: ['sse'],
    fetch: async (url, init) => {
      if (url.endsWith('/notifications/events')) await opens.promise;
      return fetch(url, init);
    },
  });
  await online(client);
  await client.inbox.load();
  const { id } = await ana.createChannel({}, [person]);
  await ana.post(id, `for @${person.username}`);
  // The invitation goes another way than the mention, and may come after it.
  await until('told of both', async () => (await person.get(NotificationPage, '/notifications')).unread === 2, 30_000);
  opens.resolve();
  await until('there', () => client.inbox.snapshot().items.some(({ kind }) => kind === 'mention'), 30_000);
  expect(client.inbox.snapshot().unread).toBe(2);
});

it('a change of transports is carried out on the spot, and nothing waits for it', async () => {
  const { client, id } = await behindProxy({ websockets: true, polling: true });
  const sent: string[] = [];
  for (const transport of ['sse', 'polling', 'websocket'] as const) {
    client.use([transport]);
    sent.push(`meanwhile ${transport}`);
    client.channel(id).send(`meanwhile ${transport}`);
    await reaches(client, transport);
    await shows(client, id, sent);
  }
  expect((await ana.history(id)).items.map(({ body }) => body)).toEqual(sent);
});

it('a stream brings its events, says when it is away, comes back by itself, and is over where nothing comes any more', async () => {
  const { client, proxy } = await behindProxy({ websockets: true, polling: true });
  const views: unknown[] = [];
  const states: (boolean | null)[] = [];
  const end = client.stream(
    '/dashboard/events',
    ({ event, data }) => views.push([event, (data as { view: unknown }).view]),
    (open) => states.push(open),
  );
  await until('the first event', () => views.length > 0, 30_000);
  proxy.cut();
  await until('a second beginning', () => states.filter((open) => open).length === 2, 30_000);
  await until('an event after it', () => views.length > 1, 30_000);
  end();
  expect(states).toEqual([true, false, true]);
  expect(new Set(views.map(String))).toEqual(new Set(['dashboard,member']));
  const refused: (boolean | null)[] = [];
  client.stream(
    '/dashboard/log/events',
    () => undefined,
    (open) => refused.push(open),
  );
  await until('the refusal', () => refused.length > 0, 30_000);
  expect(refused).toEqual([null]);
});
