import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findAllDrift } from '../../src/drift.js';
import { type Message, MessagePage, SyncedChannel } from '../../src/contract/messages.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { ChannelCopy, split, type Sync } from '../support/log-model.js';
import { PollWatch } from '../support/poll-watch.js';

/** What one user does. `pick` chooses among their own messages, or among all; `retry` sends the same thing again at once. */
type Operation =
  | { kind: 'send'; user: number; retries: number; instance: number; asks: boolean }
  | { kind: 'edit' | 'delete' | 'reply'; user: number; pick: number }
  | Marking;
type Marking = { kind: (typeof markings)[number]; user: number; pick: number; instance: number };

const markings = ['reaction:add', 'reaction:remove', 'message:pin', 'message:unpin', 'poll:vote'] as const;
const TOLD_WITHIN_MS = 20_000;
/** Few, so that people meet at one. */
const EMOJI = ['👍', '🎉', '❤️'];

const user = fc.nat({ max: 2 });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      user,
      retries: fc.nat({ max: 2 }),
      asks: fc.boolean(),
      instance: fc.nat({ max: 1 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('edit' as const), user, pick: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('delete' as const, 'reply' as const), user, pick: fc.nat() }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom(...markings),
      user,
      pick: fc.nat(),
      instance: fc.nat({ max: 1 }),
    }),
  },
);

/** Operations of one batch run at the same time. */
const batches = fc.array(fc.array(operation, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 });

/** How the frames reach a client: cut, lost, doubled and out of order. */
const delivery = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
  fates: fc.array(fc.constantFrom('once', 'once', 'lost', 'twice'), { minLength: 1, maxLength: 12 }),
  delays: fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 12 }),
});
type Delivery = typeof delivery extends fc.Arbitrary<infer D> ? D : never;

let server: Server;
let people: Person[];
let sockets: [ChatSocket, ChatSocket][];
let watcher: ChatSocket;
let polls: PollWatch;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  people = await Promise.all(Array.from({ length: 4 }, () => Person.register(server)));
  sockets = await Promise.all(
    people.map((person) => Promise.all([person.connect({ instance: 0 }), person.connect({ instance: 1 })])),
  );
  const [, , , last] = sockets;
  if (!last) throw new Error('there are four');
  [, watcher] = last;
  polls = new PollWatch(server);
});
afterAll(() => server.stop());

const isMarking = (op: Operation): op is Marking => markings.some((kind) => kind === op.kind);

/** It may be so already, which changes nothing, or be deleted, or not for everyone, which is refused. */
async function mark(socket: ChatSocket, { kind, pick }: Marking, message: Message | undefined): Promise<void> {
  if (!message) return;
  const emoji = kind.startsWith('reaction') && { emoji: EMOJI[pick % EMOJI.length] };
  const options = message.poll?.options ?? [];
  const choice = kind === 'poll:vote' && {
    optionIds: options.filter((_, i) => (pick >> i) % 2 === 1).map(({ id }) => id),
  };
  await socket.request(kind, { messageId: message.id, ...emoji, ...choice });
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

const say = (socket: ChatSocket, channelId: string, body: string, clientId: string, asks: boolean) =>
  asks
    ? socket.poll(channelId, { options: ['a', 'b', 'c'], multiple: true }, body, clientId)
    : socket.send(channelId, body, clientId);

async function run(channelId: string, work: Operation[][]): Promise<void> {
  const own: Message[][] = people.map(() => []);
  for (const batch of work) {
    await Promise.all(
      batch.map(async (op) => {
        const [here, there] = sockets[op.user] ?? [];
        const mine = own[op.user];
        if (!here || !there || !mine) throw new Error('nobody does this');
        const chosen = (from: Message[]) => ('pick' in op ? from[op.pick % Math.max(1, from.length)] : undefined);
        if (isMarking(op)) return mark(op.instance ? there : here, op, chosen(own.flat()));
        if (op.kind === 'reply') {
          const root = chosen(own.flat());
          const reply = { channelId, threadId: root?.id, clientId: crypto.randomUUID(), body: 'I think so too' };
          if (root) await here.request('message:send', reply);
          return;
        }
        if (op.kind !== 'send') {
          const message = chosen(mine);
          const input = { messageId: message?.id, ...(op.kind === 'edit' && { body: `edit ${op.pick}` }) };
          // It may have been deleted by then, which is refused and changes nothing.
          if (message) await here.request(`message:${op.kind}`, input);
          return;
        }
        const clientId = crypto.randomUUID();
        const attempts = Array.from({ length: op.retries + 1 }, (_, i) =>
          say((op.instance + i) % 2 ? there : here, channelId, `by ${op.user}`, clientId, op.asks),
        );
        const sent = await Promise.all(attempts);
        expect(sent.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
        expect(new Set(sent.map(({ message }) => message.seq)).size).toBe(1);
        if (sent[0]) mine.push(sent[0].message);
      }),
    );
  }
}

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

it('a client that applied the changes, in any split and order, with any gaps, equals one that fetched afresh', async () => {
  const [ana, ...others] = people;
  if (!ana) throw new Error('there is somebody');
  await fc.assert(
    fc.asyncProperty(batches, fc.array(delivery, { minLength: 1, maxLength: 3 }), async (work, deliveries) => {
      const { id } = await ana.createChannel({}, others);
      await watcher.event('channel:joined', ({ channelId }) => channelId === id);
      await run(id, work);
      // Votes become changes a little later.
      await polls.settled(id);
      await allTold(id);

      const channel = await ana.channel(id);
      if (channel.rev > 0) await watcher.reaches(id, channel.rev);
      const frames = watcher.received['channel:changes'].filter(({ channelId }) => channelId === id);
      const history = await fetchAll(ana, id);
      // Each place is taken once, and each rev by one change, of which the newest of each message are left.
      expect(history.map(({ seq }) => seq)).toEqual(range(channel.seq));
      const revs = history.map(({ rev }) => rev);
      expect(new Set(revs).size).toBe(revs.length);
      expect(Math.max(0, ...revs)).toBe(channel.rev);
      const { items: pinned } = await ana.get(MessagePage, `/channels/${id}/pins`);
      expect(pinned.toSorted((a, b) => a.seq - b.seq)).toEqual(history.filter(({ pinnedAt }) => pinnedAt !== null));
      const reacted = history.filter(({ reactions }) => reactions.length > 0);
      expect(new Map(reacted.map(({ seq, reactions }) => [seq, byEmoji(reactions)]))).toEqual(await recounted(id));
      expect(await polls.drift(id)).toEqual([]);

      const sync: Sync = async (rev) => SyncedChannel.parse((await watcher.sync({ [id]: rev })).channels[0]);
      // As they came, the frames leave no gap.
      const live = new ChannelCopy(sync);
      for (const frame of frames) await live.receive(frame);
      expect(live.list()).toEqual(history);
      expect(live.syncs).toBe(0);
      const fresh = new ChannelCopy(sync);
      await fresh.catchUp();
      expect(fresh.list()).toEqual(history);
      for (const way of deliveries) {
        const copy = new ChannelCopy(sync);
        for (const frame of deliver(split(frames, way.sizes), way)) await copy.receive(frame);
        // The heads of `ready`, or the next change, show what came last and was lost.
        await copy.catchUp();
        expect(copy.list()).toEqual(history);
        expect(copy.cursor).toBe(channel.rev);
      }
      for (const person of people) {
        const mine = await person.channel(id);
        const sent = history.filter(({ authorId }) => authorId === person.id).map(({ seq }) => seq);
        // Sending moves one's own marker, nothing else did.
        expect(mine.readSeq).toBe(Math.max(0, ...sent));
        expect(mine.unread).toBe(channel.seq - mine.readSeq);
      }
    }),
    { numRuns: 25, endOnFailure: false, interruptAfterTimeLimit: 20_000 },
  );
  expect(await findAllDrift(server.env['DATABASE_URL'] ?? '')).toEqual([]);
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
