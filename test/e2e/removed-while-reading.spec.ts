import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { SyncedChannel, SyncResult } from '../../src/contract/messages.js';
import { HistoryPages } from '../../src/messages/history-pages.js';
import { MessagesRepository } from '../../src/messages/messages.repository.js';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';
import { problemOf } from '../support/rest.js';

const SECRET = 'now that Bruno is gone';

let server: Server;
let ana: Person;
let bruno: Person;
let carla: Person;
let channelId: string;

beforeAll(async () => {
  server = await Server.start();
  ana = await Person.register(server);
  bruno = await Person.register(server);
  carla = await Person.register(server);
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => server.stop());

/** Somebody is removed, and something said, after it was judged who may read and before anything is read; answers the status of that. */
function removeBeforeReading(prototype: object, method: 'read' | 'readLog', whom: Person): Promise<number> {
  const { promise: removed, resolve, reject } = Promise.withResolvers<number>();
  const read = Reflect.get(prototype, method) as (...asked: unknown[]) => unknown;
  const remove = async () => {
    const { status } = await ana.call('DELETE', `/channels/${channelId}/members/${whom.id}`);
    await ana.post(channelId, SECRET);
    return status;
  };
  let done = false;
  vi.spyOn(prototype as Record<typeof method, typeof read>, method).mockImplementation(async function (
    this: unknown,
    ...asked: unknown[]
  ) {
    // From the beginning of this log: instances read on from where they are, in a new channel from the beginning too.
    const mine = method === 'read' || JSON.stringify(asked).includes(`"channelId":"${channelId}","since":0`);
    if (mine && !done) {
      done = true;
      await remove().then(resolve, reject);
    }
    return Reflect.apply(read, this, asked);
  });
  return removed;
}

async function privateChannel(): Promise<void> {
  channelId = (await ana.createChannel({ kind: 'private' }, [bruno, carla])).id;
  await ana.post(channelId, 'for all of us');
}

const newPage = () => bruno.call('GET', `/channels/${channelId}/messages`);
const olderPage = () => bruno.call('GET', `/channels/${channelId}/messages?before=100`);
// Not understood at the door: it goes the long way.
const pageOfTheChain = () => bruno.call('GET', `/channels/${channelId}/messages?after=0`);
const changes = () => bruno.call('GET', `/channels/${channelId}/changes?since=0`);

it.each([
  ['the newest page', HistoryPages.prototype, 'read', newPage],
  ['a page by its place', HistoryPages.prototype, 'read', olderPage],
  ['a page through Nest', HistoryPages.prototype, 'read', pageOfTheChain],
  ['changes', MessagesRepository.prototype, 'readLog', changes],
] as const)(
  'whoever is removed while %s is read gets nothing that was said after',
  async (_, prototype, method, ask) => {
    await privateChannel();
    const removed = removeBeforeReading(prototype, method, bruno);
    const answer = await ask();
    expect(await removed).toBe(204);
    expect(JSON.stringify(answer.body)).not.toContain(SECRET);
    expect(problemOf(answer).code).toBe('not_found');
  },
);

it('whoever is removed from a channel while it is synced gets nothing that was said after, and the others whole', async () => {
  await privateChannel();
  const [mine, socket] = [channelId, await bruno.connect()];
  const other = (await bruno.createChannel({ kind: 'private' })).id;
  await bruno.post(other, 'elsewhere');
  const removed = removeBeforeReading(MessagesRepository.prototype, 'readLog', bruno);
  const { channels } = await socket.ask(SyncResult, 'channel:sync', { cursors: { [mine]: 0, [other]: 0 } });
  expect(await removed).toBe(204);
  socket.close();
  expect(channels).toMatchObject([
    { channelId: mine, error: { code: 'not_found' } },
    { channelId: other, changes: [{ message: { body: 'elsewhere' } }] },
  ]);
});

it('the removal of somebody else makes no difference to what is read meanwhile', async () => {
  await privateChannel();
  const whileSynced = removeBeforeReading(MessagesRepository.prototype, 'readLog', carla);
  const { changes: read } = await bruno.get(SyncedChannel, `/channels/${channelId}/changes?since=0`);
  expect(await whileSynced).toBe(204);
  expect(read.map(({ message }) => message.body)).toContain(SECRET);
  await privateChannel();
  const whilePaged = removeBeforeReading(HistoryPages.prototype, 'read', carla);
  const { items } = await bruno.history(channelId);
  expect(await whilePaged).toBe(204);
  expect(items.map(({ body }) => body)).toContain(SECRET);
});
