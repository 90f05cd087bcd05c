import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Client } from '../../client/src/main.js';
import { findAllDrift } from '../../src/drift.js';
import { MyChannel } from '../../src/contract/channels.js';
import { UserGroup } from '../../src/contract/groups.js';
import {
  ChangeKind,
  type ChannelChanges,
  type Message,
  MessagePage,
  SyncedChannel,
} from '../../src/contract/messages.js';
import { type RequestName, requests } from '../../src/contract/socket-events.js';
import { SystemEventName } from '../../src/contract/system-events.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { until } from '../support/cluster/until.js';
import { PASSWORD, Person } from '../support/factories.js';
import { newClient, online } from '../support/library-client.js';
import { type Actor, LogActors } from '../support/log-actors.js';
import { type Batch, batches, COMER, EVERYTHING, LOG_REQUESTS, PEOPLE } from '../support/log-commands.js';
import { ChannelCopy, MemberCopy, split, type Sync } from '../support/log-model.js';
import { PollWatch } from '../support/poll-watch.js';

const TOLD_WITHIN_MS = 25_000;
/** After which no more histories are made up. */
const ENOUGH_MS = 25_000;
const IN_GROUP = [1, COMER];

/** Requests that change neither a channel's log nor what somebody's counts in it are, or only as one of the others does. */
const ELSEWHERE: RequestName[] = [
  'message:report',
  'message:save',
  'message:unsave',
  'message:readers',
  'message:schedule',
  'scheduled:edit',
  'scheduled:delete',
  'scheduled:send',
  'reminder:create',
  'reminder:edit',
  'reminder:delete',
  'thread:follow',
  'thread:unfollow',
  'channel:sync',
  'channel:open',
  'channel:close',
  'channel:place',
  'channel:create',
  'channel:direct',
  'channel:notifications',
  'member:mute',
  'member:unmute',
  'invite:create',
  'invite:revoke',
  'invite:accept',
  'guest:invite',
  'report:resolve',
  'group:create',
  'group:update',
  'group:delete',
  'category:create',
  'category:rename',
  'category:delete',
  'category:order',
  'draft:set',
  'typing:start',
  'presence:set',
  'presence:get',
  'status:set',
  'delivery:report',
  'auth:refresh',
  'echo',
];

/** How the frames reach a client: cut, lost, doubled and out of order. */
const delivery = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
  fates: fc.array(fc.constantFrom('once', 'once', 'lost', 'twice'), { minLength: 1, maxLength: 12 }),
  delays: fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 12 }),
});
type Delivery = typeof delivery extends fc.Arbitrary<infer D> ? D : never;

type Counts = Pick<MyChannel, 'seq' | 'readSeq' | 'unread' | 'mentionCount'>;

let server: Server;
let actors: Actor[];
/** Of each of them one of the library's that counts what it does not follow, and one that follows all. */
let clients: Client[][];
let watcher: ChatSocket;
let group: UserGroup;
let polls: PollWatch;
/** Kinds of changes, and of system messages, that came about. */
const kinds = new Set<string>();
const events = new Set<string>();

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  actors = [];
  for (let i = 0; i < PEOPLE; i++) {
    const person = await Person.register(server);
    actors.push({ person, devices: [await person.connect({ instance: 0 }), await person.connect({ instance: 1 })] });
  }
  clients = await Promise.all(
    actors.map(async ({ person: { username: login } }) => {
      const pair = [newClient(server), newClient(server, { followAll: true, firstUrl: 1 })];
      for (const client of pair) await client.login({ login, password: PASSWORD });
      await Promise.all(pair.map(online));
      return pair;
    }),
  );
  watcher = actor(PEOPLE - 2).devices[1];
  const owner = actor(0).devices[0];
  group = await owner.ask(UserGroup, 'group:create', { name: 'rain-makers', displayName: 'Rain makers' });
  for (const i of IN_GROUP) await owner.request('group:add', { groupId: group.id, userId: actor(i).person.id });
  polls = new PollWatch(server);
});
afterAll(() => server.stop());

function actor(index: number): Actor {
  const found = actors[index];
  if (!found) throw new Error('there are as many as are asked for');
  return found;
}

/** Of each message with reactions, who reacted how, in the order of time: counted anew from what is stored. */
async function recounted(channelId: string): Promise<Map<number, Message['reactions']>> {
  const { rows } = await server.db.query<{ seq: number; reactions: Message['reactions'] }>(
    `SELECT seq, jsonb_agg(jsonb_build_object('emoji', emoji, 'count', count, 'userIds', people)) AS reactions
     FROM (SELECT seq, emoji, count(*), jsonb_agg(user_id ORDER BY rev) AS people
           FROM reactions WHERE channel_id = $1 GROUP BY 1, 2) each GROUP BY seq`,
    [channelId],
  );
  return new Map(rows.map(({ seq, reactions }) => [seq, byEmoji(reactions)]));
}

const byEmoji = (reactions: Message['reactions']) => reactions.toSorted((a, b) => (a.emoji < b.emoji ? -1 : 1));

function deliver<T>(pieces: T[], { fates, delays }: Delivery): T[] {
  return pieces
    .flatMap((piece, i) => {
      const at = i + (delays[i % delays.length] ?? 0);
      const fate = fates[i % fates.length];
      if (fate === 'lost') return [];
      return fate === 'twice'
        ? [
            { piece, at },
            { piece, at: at + 3 },
          ]
        : [{ piece, at }];
    })
    .toSorted((a, b) => a.at - b.at)
    .map(({ piece }) => piece);
}

/** Waits until the messages of the channel show every reply to them. */
async function allTold(channelId: string): Promise<void> {
  const left = 'SELECT FROM untold_threads u JOIN channels t ON t.id = u.thread_id WHERE t.parent_id = $1 LIMIT 1';
  const none = async () => (await server.db.query(left, [channelId])).rows.length === 0;
  await until('all replies are told of', none, TOLD_WITHIN_MS);
}

const range = (length: number) => Array.from({ length }, (_, i) => i + 1);

const syncOf =
  (socket: ChatSocket, id: string): Sync =>
  async (rev) =>
    SyncedChannel.parse((await socket.sync({ [id]: rev })).channels[0]);

/** Each place is taken once, and each rev by one change, of which the newest of each message are left. */
async function expectDense(id: string, history: Message[]): Promise<void> {
  const channel = await actor(0).person.channel(id);
  expect(history.map(({ seq }) => seq)).toEqual(range(channel.seq));
  const revs = history.map(({ rev }) => rev);
  expect(new Set(revs).size).toBe(revs.length);
  expect(Math.max(0, ...revs)).toBe(channel.rev);
}

/** What is kept beside the messages is what they say. */
async function expectKept(id: string, history: Message[]): Promise<void> {
  const { items: pinned } = await actor(0).person.get(MessagePage, `/channels/${id}/pins`);
  expect(pinned.toSorted((a, b) => a.seq - b.seq)).toEqual(history.filter(({ pinnedAt }) => pinnedAt !== null));
  const reacted = history.filter(({ reactions }) => reactions.length > 0);
  expect(new Map(reacted.map(({ seq, reactions }) => [seq, byEmoji(reactions)]))).toEqual(await recounted(id));
  expect(await polls.drift(id)).toEqual([]);
}

async function expectCopies(id: string, history: Message[], frames: ChannelChanges[], ways: Delivery[]) {
  const sync = syncOf(watcher, id);
  // As they came, the frames leave no gap.
  const live = new ChannelCopy(sync);
  for (const frame of frames) await live.receive(frame);
  expect(live.list()).toEqual(history);
  expect(live.syncs).toBe(0);
  const fresh = new ChannelCopy(sync);
  await fresh.catchUp();
  expect(fresh.list()).toEqual(history);
  for (const way of ways) {
    const copy = new ChannelCopy(sync);
    for (const frame of deliver(split(frames, way.sizes), way)) await copy.receive(frame);
    // The heads of `ready`, or the next change, show what came last and was lost.
    await copy.catchUp();
    expect(copy.list()).toEqual(history);
    expect(copy.cursor).toBe(fresh.cursor);
  }
}

/** Each device counts what the server counts for whoever asks anew. */
async function expectCounts(id: string): Promise<void> {
  for (const [index, { person, devices }] of actors.entries()) {
    const { status, body } = await person.call('GET', `/channels/${id}`);
    const mine = MyChannel.safeParse(body);
    if (index !== COMER) expect({ status, mine: mine.success }).toEqual({ status: 200, mine: true });
    const fresh = mine.data && countsOf(mine.data);
    for (const device of devices) {
      const copy = await MemberCopy.of(device, id, [person.id, syncOf(device, id)]);
      expect({ index, counts: copy.counts ?? undefined }).toEqual({ index, counts: fresh });
    }
    for (const client of clients[index] ?? []) {
      const live = () => countsIn(client, id);
      await until(
        () => `${index} counts ${JSON.stringify(fresh)}; the client has ${JSON.stringify(live())}`,
        () => JSON.stringify(live()) === JSON.stringify(fresh),
        TOLD_WITHIN_MS,
      );
    }
  }
}

const countsOf = ({ seq, readSeq, unread, mentionCount }: Counts) => ({ seq, readSeq, unread, mentionCount });

function countsIn(client: Client, id: string) {
  const line = client.channels.snapshot().find((channel) => channel.id === id);
  return line && countsOf(line);
}

async function expectLaw(work: Batch[], ways: Delivery[]): Promise<void> {
  const [ana, ...others] = actors.map(({ person }) => person);
  if (!ana) throw new Error('there is somebody');
  const { id } = await ana.createChannel({}, others);
  for (const { devices } of actors) for (const device of devices) await device.joined(id);
  // From now on, so that everybody is there from the first change.
  await ana.call('PATCH', `/channels/${id}`, { systemMessages: true });
  const does = new LogActors(id, actors, group);
  await does.run(work);
  // Votes become changes a little later.
  await polls.settled(id);
  await allTold(id);
  await does.settled();
  for (const sent of does.answers) {
    expect(sent.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(new Set(sent.map(({ message }) => message.seq)).size).toBe(1);
  }
  const history = await fetchAll(ana, id);
  const frames = watcher.received['channel:changes'].filter(({ channelId }) => channelId === id);
  for (const { changes } of frames) for (const { kind } of changes) kinds.add(kind);
  for (const { system } of history) if (system) events.add(system.event);
  await expectDense(id, history);
  await expectKept(id, history);
  await expectCopies(id, history, frames, ways);
  await expectCounts(id);
}

it('a client that applied the changes, in any split and order, with any gaps, equals one that fetched afresh', async () => {
  const end = performance.now() + ENOUGH_MS;
  let runs = 0;
  // The first of them, which has everything in it, however long it takes.
  const law = fc.asyncProperty(batches, fc.array(delivery, { minLength: 1, maxLength: 3 }), async (work, ways) => {
    if (runs++ === 0 || performance.now() < end) await expectLaw(work, ways);
  });
  await fc.assert(law, {
    numRuns: 25,
    endOnFailure: false,
    examples: [[EVERYTHING, [{ sizes: [1, 2], fates: ['once', 'lost', 'twice'], delays: [0, 3, 1] }]]],
  });
  expect(await findAllDrift(server.env['DATABASE_URL'] ?? '')).toEqual([]);
  // Of every kind that there is.
  expect([...kinds].toSorted()).toEqual(ChangeKind.options.toSorted());
  expect([...events].toSorted()).toEqual(SystemEventName.options.toSorted());
}, 180_000);

it('every request that changes a log is among the commands', () => {
  expect([...LOG_REQUESTS, ...ELSEWHERE].toSorted()).toEqual(Object.keys(requests).toSorted());
  const made = fc.sample(batches, 500).flat();
  const names = made.flatMap(({ writes, acts, markings }) => [...writes, ...acts, ...markings].map(({ kind }) => kind));
  expect([...new Set(names)].toSorted()).toEqual([...LOG_REQUESTS].toSorted());
});

async function fetchAll(person: Person, channelId: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (let cursor: string | null = '0'; cursor !== null;) {
    const { items, nextCursor }: { items: Message[]; nextCursor: string | null } = await person.history(
      channelId,
      `?after=${cursor}&limit=20`,
    );
    messages.push(...items);
    cursor = nextCursor;
  }
  return messages;
}
