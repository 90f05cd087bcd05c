import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MyChannel, MyChannelPage } from '../../src/contract/channels.js';
import { type Message, MessagePage, SentMessage, SyncedChannel } from '../../src/contract/messages.js';
import { Thread, ThreadPage } from '../../src/contract/threads.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { until } from '../support/cluster/until.js';
import { EventClient } from '../support/event-source.js';
import { answeredOtherwise, type Call, noSuchId, Person } from '../support/factories.js';
import { problemOf, statusesOf, succeeded } from '../support/rest.js';

const WITHIN_MS = 30_000;

let server: Server;
let ana: Person;
let bruno: Person;
let channelId: string;
let author: ChatSocket;
let other: ChatSocket;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  channelId = (await ana.createChannel({ kind: 'private' }, [bruno])).id;
  author = await ana.connect();
  other = await bruno.connect({ instance: 1 });
});
afterAll(() => server.stop());

const root = async (id = channelId): Promise<Message> => (await ana.post(id, 'what about lunch?')).message;
const replying = ({ id, channelId: to }: Message, body = 'a reply'): Call => [
  'POST',
  `/channels/${to}/messages`,
  { clientId: crypto.randomUUID(), body, threadId: id },
];
const thread = (person: Person, id: string) => person.get(Thread, `/threads/${id}`);

/** The message as it is once it tells of so many replies. */
async function telling({ id, seq, channelId: of }: Message, replies: number): Promise<Message> {
  let found: Message | undefined;
  await until(
    () => `a message that tells of ${replies} replies: ${JSON.stringify(found?.thread)}`,
    async () => {
      const { items } = await ana.history(of, `?around=${seq}&limit=1`);
      found = items.find((message) => message.id === id);
      return found?.thread?.seq === replies;
    },
    WITHIN_MS,
  );
  if (!found) throw new Error('gone');
  return found;
}

describe('a reply', () => {
  it('is a message of the thread, which is a channel with the id of the message that it hangs from', async () => {
    const message = await root();
    const { message: first, duplicate } = await other.reply(message, 'yes');
    expect(duplicate).toBe(false);
    expect(first).toMatchObject({ channelId: message.id, seq: 1, rev: 1, body: 'yes', authorId: bruno.id });
    const { message: second } = succeeded(SentMessage, await ana.call(...replying(message, 'at one')));
    expect(second).toMatchObject({ channelId: message.id, seq: 2, rev: 2 });
    expect((await bruno.history(message.id)).items).toEqual([first, second]);
    expect(await ana.channel(message.id)).toMatchObject({ kind: 'thread', parentId: channelId, name: null, seq: 2 });
    expect((await bruno.channel(channelId)).seq).toBe(message.seq);
  });

  it('reaches those who follow the thread live, on every instance', async () => {
    const message = await root();
    await other.reply(message, 'one');
    for (const socket of [author, other]) await socket.joined(message.id);
    const { message: last } = await author.reply(message, 'two');
    for (const socket of [author, other]) {
      await socket.reaches(message.id, last.rev);
      const { channel } = await socket.event('channel:joined', ({ channelId: joined }) => joined === message.id);
      expect(socket.bodiesOf(message.id, channel.rev)).toEqual(['one', 'two'].slice(channel.rev));
    }
  });

  it('is told of by the message, as a change of the channel that is no edit', async () => {
    const message = await root();
    const { message: reply } = await other.reply(message, 'yes');
    const told = await telling(message, 1);
    expect(told).toEqual({
      ...message,
      rev: told.rev,
      thread: { seq: 1, lastReplyAt: reply.createdAt, participantIds: [bruno.id] },
    });
    await author.reaches(channelId, told.rev);
    // Other messages tell of their threads meanwhile.
    const change = author.changesOf(channelId).find(({ rev }) => rev === told.rev);
    expect(change).toEqual({ rev: told.rev, kind: 'edited', message: told });
    await author.reply(message, 'good');
    expect((await telling(message, 2)).thread?.participantIds).toEqual([bruno.id, ana.id]);
  });

  it('is written once, however often and through whichever instance it is sent', async () => {
    const message = await root();
    const clientId = crypto.randomUUID();
    const send = (instance: number) => {
      const body = { clientId, body: 'once', threadId: message.id };
      return bruno.call('POST', `/channels/${channelId}/messages`, body, { instance });
    };
    const answers = await Promise.all([send(0), send(1), send(0), send(1)]);
    expect(statusesOf(answers)).toEqual([200, 200, 200, 201]);
    expect((await bruno.history(message.id)).items).toHaveLength(1);
  });

  it('that is the first makes one thread, however many come at once', async () => {
    const message = await root();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        (i % 2 ? ana : bruno).call(...replying(message, `reply ${i}`), { instance: i % 3 ? 0 : 1 }),
      ),
    );
    expect(new Set(statusesOf(answers))).toEqual(new Set([201]));
    const { items } = await ana.history(message.id);
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 10 }, (_, i) => i + 1));
    expect((await telling(message, 10)).thread?.participantIds.toSorted()).toEqual([ana.id, bruno.id].toSorted());
  });

  it('can be edited, reacted to and deleted as any message, by moderators too who do not follow', async () => {
    const message = await root();
    const { message: reply } = await other.reply(message, 'a mistaek');
    await ana.call('DELETE', `/threads/${message.id}/follow`);
    expect((await other.edit(reply.id, 'a mistake')).message).toMatchObject({ rev: 2, body: 'a mistake' });
    expect((await author.react(reply.id, '👍')).message.reactions).toHaveLength(1);
    expect((await author.delete(reply.id)).message.deletedAt).not.toBeNull();
  });

  it('goes to the channel too where that is asked for: both or neither', async () => {
    const message = await root();
    const clientId = crypto.randomUUID();
    const { message: reply } = await other.reply(message, 'for everyone', { alsoToChannel: true, clientId });
    expect(reply.channelId).toBe(message.id);
    const shared = (await ana.history(channelId, '?limit=1')).items[0];
    expect(shared).toMatchObject({ body: 'for everyone', clientId, channelId, thread: null });
    await author.reaches(channelId, shared?.rev ?? 0);
    await author.reaches(message.id, reply.rev);
    const body = { clientId, body: 'for everyone', threadId: message.id, alsoToChannel: true };
    for (const instance of [0, 1]) {
      const again = await bruno.call('POST', `/channels/${channelId}/messages`, body, { instance });
      expect(again).toMatchObject({ status: 200, body: { duplicate: true, message: { id: reply.id } } });
    }
    expect((await ana.history(channelId, '?limit=1')).items[0]?.id).toBe(shared?.id);
    expect((await ana.history(message.id)).items).toHaveLength(1);
  });

  it('that is sent again is the first one and changes nothing, whatever became of thread and people since', async () => {
    const [carla, dora] = [await Person.register(server), await Person.register(server)];
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno, carla]);
    const message = await root(id);
    // Carla is brought into the thread, Dora is no member of the channel.
    const body = `@${carla.username} @${dora.username} look`;
    const sends = [false, true].map((alsoToChannel) => {
      const input = { clientId: crypto.randomUUID(), body, threadId: message.id, alsoToChannel };
      return (instance = 0) => bruno.call('POST', `/channels/${id}/messages`, input, { instance });
    });
    const replies: Message[] = [];
    for (const send of sends) replies.push(succeeded(SentMessage, await send()).message);
    const same = async () => {
      for (const [i, send] of sends.entries()) {
        for (const instance of [0, 1]) {
          const again = { status: 200, body: { duplicate: true, message: { id: replies[i]?.id } } };
          expect(await send(instance)).toMatchObject(again);
        }
      }
    };
    expect((await thread(carla, message.id)).follower).not.toBeNull();
    for (const person of [carla, bruno]) await person.call('DELETE', `/threads/${message.id}/follow`);
    await same();
    for (const person of [carla, bruno]) expect((await thread(person, message.id)).follower).toBeNull();
    expect((await ana.call('DELETE', `/messages/${message.id}`)).status).toBe(200);
    await same();
    expect((await ana.call('DELETE', `/channels/${id}`)).status).toBe(204);
    await same();
    await server.db.query('DELETE FROM members WHERE channel_id = $1 AND user_id = $2', [id, bruno.id]);
    for (const send of sends) expect(problemOf(await send())).toMatchObject({ status: 404 });
    expect((await ana.history(message.id)).items.map((item) => item.id)).toEqual(replies.map((reply) => reply.id));
  });

  it('goes to the channel too of whoever did not follow the thread, on an instance that knows it', async () => {
    const message = await root();
    await other.reply(message, 'the first');
    const carla = await Person.register(server);
    await ana.invite(channelId, carla.id);
    const [method, path, body] = replying(message, 'for everyone');
    const answer = await carla.call(method, path, { ...(body as object), alsoToChannel: true }, { instance: 1 });
    expect(answer.status).toBe(201);
    expect((await ana.history(channelId, '?limit=1')).items[0]).toMatchObject({ body: 'for everyone' });
  });

  it('is not written where the channel may not have it too', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const message = await root(id);
    await other.reply(message, 'quietly');
    const { status } = await ana.call('PATCH', `/channels/${id}`, { posting: 'moderators' });
    expect(status).toBe(200);
    const [method, path, body] = replying(message, 'loudly');
    const loud = { ...(body as object), alsoToChannel: true };
    expect(problemOf(await bruno.call(method, path, loud))).toMatchObject({ code: 'forbidden' });
    expect((await bruno.history(message.id)).items).toHaveLength(1);
    expect((await other.reply(message, 'quietly again')).message.seq).toBe(2);
  });
});

it.each([
  ['threadId', 'nonsense', /must be a UUID/],
  ['threadId', 5, /must be a UUID/],
  ['threadId', null, /must be a UUID/],
  ['alsoToChannel', 'yes', /must be true or false/],
  ['alsoToChannel', null, /must be true or false/],
])('a reply whose %s is %j is refused by name', async (field, value, rule) => {
  const input = { clientId: noSuchId(), body: 'a reply', threadId: noSuchId(), [field]: value };
  const named = { errors: [{ path: field, message: expect.stringMatching(rule) }] };
  expect(problemOf(await ana.call('POST', `/channels/${channelId}/messages`, input))).toMatchObject(named);
  expect(await author.refuse('message:send', { ...input, channelId })).toMatchObject(named);
});

describe('what can have no reply', () => {
  /** With what a reply is refused over each door. */
  const refusals = async ({ id: threadId, channelId: to }: Message): Promise<string[]> => {
    const input = { threadId, clientId: crypto.randomUUID(), body: 'a reply' };
    const { code } = problemOf(await bruno.call('POST', `/channels/${to}/messages`, input));
    return [code, (await other.refuse('message:send', { ...input, channelId: to })).code];
  };
  const both = (code: string) => [code, code];

  it('is a tombstone; its thread stays readable', async () => {
    const message = await root();
    const { message: reply } = await other.reply(message, 'before');
    await author.delete(message.id);
    expect(await refusals(message)).toEqual(both('conflict'));
    expect(await answeredOtherwise(ana, [replying(message)], 'conflict')).toEqual([]);
    expect((await bruno.history(message.id)).items).toEqual([reply]);
    expect((await thread(bruno, message.id)).closedAt).not.toBeNull();
    expect((await other.delete(reply.id)).message.deletedAt).not.toBeNull();
    const bare = await root();
    await author.delete(bare.id);
    expect(await refusals(bare)).toEqual(both('conflict'));
  });

  it('is a message of an archived channel', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const [talked, bare] = [await root(id), await root(id)];
    await other.reply(talked, 'before');
    await ana.call('DELETE', `/channels/${id}`);
    expect(await refusals(talked)).toEqual(both('conflict'));
    expect(await refusals(bare)).toEqual(both('conflict'));
    expect((await bruno.history(talked.id)).items).toHaveLength(1);
    expect((await ana.call('POST', `/channels/${id}/restore`)).status).toBe(200);
    expect((await other.reply(talked, 'and after')).message.seq).toBe(2);
  });

  it('is a message of another channel, a reply, or nothing at all', async () => {
    const elsewhere = await root((await ana.createChannel({ kind: 'private' })).id);
    expect(await refusals({ ...elsewhere, channelId })).toEqual(both('validation_failed'));
    expect(await refusals({ ...elsewhere, id: noSuchId(), channelId })).toEqual(both('validation_failed'));
    const message = await root();
    const { message: reply } = await other.reply(message, 'yes');
    expect(await refusals({ ...reply, channelId })).toEqual(both('conflict'));
    expect(await refusals(reply)).toEqual(both('conflict'));
  });

  it('is a message of the system', async () => {
    const message = await root();
    await server.db.query(`UPDATE messages SET kind = 'system' WHERE id = $1`, [message.id]);
    expect(await refusals(message)).toEqual(both('conflict'));
  });

  it('is what one only looks at, or does not know of', async () => {
    const [open, closed] = [await ana.createChannel(), await ana.createChannel({ kind: 'private' })];
    for (const { id } of [open, closed]) {
      const message = await root(id);
      await author.reply(message, 'by a member');
      expect(await refusals(message)).toEqual(both(id === open.id ? 'forbidden' : 'not_found'));
    }
    expect(
      problemOf(
        await ana.call('POST', `/channels/${channelId}/messages`, {
          body: 'x',
          clientId: noSuchId(),
          alsoToChannel: true,
        }),
      ),
    ).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'alsoToChannel' }],
    });
  });

  it('for somebody is what they may only read, or where they are silenced', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const message = await root(id);
    await other.reply(message, 'while I may');
    await ana.invite(id, bruno.id, 'read-only');
    expect(await refusals(message)).toEqual(both('forbidden'));
    await ana.invite(id, bruno.id, 'member');
    expect((await other.reply(message, 'again')).message.seq).toBe(2);
    const mute = `/channels/${id}/members/${bruno.id}/mute`;
    expect((await ana.call('PUT', mute, { minutes: 5 })).status).toBe(200);
    expect(await refusals(message)).toEqual(both('forbidden'));
    await ana.call('DELETE', mute);
    expect((await other.reply(message, 'once more')).message.seq).toBe(3);
  });
});

describe('who may read a thread', () => {
  const reading = (id: string): Call[] => [
    ['GET', `/threads/${id}`],
    ['GET', `/channels/${id}`],
    ['GET', `/channels/${id}/messages`],
    ['GET', `/channels/${id}/messages?after=0`],
    ['GET', `/channels/${id}/changes`],
    ['GET', `/channels/${id}/members`],
  ];

  it('are those who may read its channel, whether they follow it or not', async () => {
    const [carla, outsider] = [await Person.register(server), await Person.register(server)];
    await ana.invite(channelId, carla.id);
    const message = await root();
    const { message: reply } = await other.reply(message, 'hello');
    for (const [method, path] of reading(message.id)) {
      expect({ path, status: (await carla.call(method, path)).status }).toEqual({ path, status: 200 });
    }
    const socket = await carla.connect({ instance: 1 });
    const { channels } = await socket.sync({ [message.id]: 0 });
    expect(channels).toEqual([
      expect.objectContaining({ rev: 1, changes: [{ rev: 1, kind: 'created', message: reply }] }),
    ]);
    expect(await answeredOtherwise(outsider, reading(message.id), 'not_found')).toEqual([]);
    expect(await answeredOtherwise(outsider, [['PUT', `/threads/${message.id}/follow`]], 'not_found')).toEqual([]);
    const stranger = await outsider.connect();
    expect((await stranger.sync({ [message.id]: 0 })).channels).toMatchObject([{ error: { code: 'not_found' } }]);
    for (const name of ['channel:open', 'typing:start', 'channel:close']) {
      expect(await stranger.refuse(name, { channelId: message.id })).toMatchObject({ code: 'not_found' });
    }
  });

  it('receive it live while they have it open, and lose it with the channel at once', async () => {
    const carla = await Person.register(server);
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno, carla]);
    const message = await root(id);
    await other.reply(message, 'before');
    const socket = await carla.connect({ instance: 1 });
    const stream = await EventClient.open(server, `/channels/${message.id}/events?since=0`, {
      events: ['channel:changes'],
      bearer: carla.accessToken,
      instance: 1,
    });
    expect((await socket.request('channel:open', { channelId: message.id })).ok).toBe(true);
    await stream.count(1);
    const { message: seen } = await other.reply(message, 'seen');
    await socket.reaches(message.id, seen.rev);
    await stream.count(2);
    await ana.call('DELETE', `/channels/${id}/members/${carla.id}`);
    const { message: unseen } = await other.reply(message, 'not seen');
    await socket.event('channel:left', ({ channelId: left }) => left === message.id);
    await other.reaches(message.id, unseen.rev);
    expect(socket.bodiesOf(message.id, 1)).toEqual(['seen']);
    expect(JSON.stringify(stream.events)).not.toContain('not seen');
    expect(await answeredOtherwise(carla, reading(message.id), 'not_found')).toEqual([]);
  });

  it('follow it no more once they are out of the channel', async () => {
    const carla = await Person.register(server);
    const { id } = await ana.createChannel({}, [carla]);
    const message = await root(id);
    const socket = await carla.connect();
    await socket.reply(message, 'with you');
    await socket.joined(message.id);
    await carla.call('POST', `/channels/${id}/leave`);
    await socket.event('channel:left', ({ channelId: left }) => left === message.id);
    expect((await carla.get(ThreadPage, '/threads')).items).toEqual([]);
    expect((await thread(carla, message.id)).follower).toBeNull();
    expect(
      await socket.refuse('message:send', { channelId: message.id, clientId: noSuchId(), body: 'x' }),
    ).toMatchObject({
      code: 'not_found',
    });
  });

  it('keep one of a public channel that they have open, whoever else leaves it', async () => {
    const [leaver, visitor] = [await Person.register(server), await Person.register(server)];
    const onlooker = await Person.register(server);
    await server.db.query('UPDATE users SET guest = true WHERE id = $1', [visitor.id]);
    const guest = await visitor.signInAgain();
    const { id } = await ana.createChannel({}, [bruno, leaver, guest]);
    const message = await root(id);
    await leaver.call(...replying(message));
    const [socket, outside] = [await onlooker.connect({ instance: 1 }), await guest.connect({ instance: 1 })];
    for (const each of [socket, outside]) await each.request('channel:open', { channelId: message.id });
    for (const person of [leaver, guest]) await person.call('POST', `/channels/${id}/leave`);
    await outside.event('channel:left', ({ channelId: left }) => left === message.id);
    const { message: last } = await other.reply(message, 'still here?');
    await socket.reaches(message.id, last.rev);
    expect(socket.received['channel:left']).toEqual([]);
    expect(await answeredOtherwise(guest, reading(message.id), 'not_found')).toEqual([]);
  });

  it('close what they opened, and keep what they opened when they follow it no more', async () => {
    const message = await root();
    await author.reply(message, 'one');
    const socket = await bruno.connect();
    const open = { channelId: message.id };
    expect(await socket.request('channel:open', open)).toMatchObject({ data: { rev: 1 } });
    await socket.follow(message.id);
    await other.joined(message.id);
    await socket.unfollow(message.id);
    await other.event('channel:left', ({ channelId: left, stillOpen }) => left === message.id && !stillOpen);
    await socket.event('channel:left', ({ channelId: left, stillOpen }) => left === message.id && stillOpen === true);
    const { message: two } = await author.reply(message, 'two');
    await socket.reaches(message.id, two.rev);
    await socket.request('channel:close', open);
    const { message: three } = await author.reply(message, 'three');
    await author.reaches(message.id, three.rev);
    expect(socket.bodiesOf(message.id, 1)).toEqual(['two']);
  });
});

describe('a thread as a log', () => {
  it('is caught up with from a cursor, and reset beyond its end', async () => {
    const message = await root();
    for (const body of ['one', 'two', 'three']) await other.reply(message, body);
    const { channels } = await author.sync({ [message.id]: 1 });
    expect(SyncedChannel.parse(channels[0]).changes.map((change) => change.message.body)).toEqual(['two', 'three']);
    const lost = await bruno.get(SyncedChannel, `/channels/${message.id}/changes?since=99`);
    expect(lost).toMatchObject({ reset: true, rev: 3, since: 0 });
  });

  it('is streamed, and resumed exactly on another instance', async () => {
    const message = await root();
    await other.reply(message, 'one');
    const options = { events: ['channel:changes'], bearer: ana.accessToken };
    const stream = await EventClient.open(server, `/channels/${message.id}/events?since=0`, options);
    await stream.count(1);
    stream.close();
    await other.reply(message, 'two');
    const resumed = await EventClient.open(server, `/channels/${message.id}/events`, {
      ...options,
      lastEventId: '1',
      instance: 1,
    });
    await resumed.count(1);
    expect(resumed.events[0]).toMatchObject({ id: '2', data: { since: 1, rev: 2 } });
  });

  it('has read markers, unread and mention counts, and typing of its own', async () => {
    const message = await root();
    await other.reply(message, `@${ana.username} look`);
    await author.joined(message.id);
    expect((await thread(ana, message.id)).follower).toMatchObject({ readSeq: 0, unread: 1, mentionCount: 1 });
    expect((await thread(bruno, message.id)).follower).toMatchObject({ readSeq: 1, unread: 0, mentionCount: 0 });
    const second = await ana.connect({ instance: 1 });
    expect(second.received.ready[0]?.threads).toContainEqual({
      id: message.id,
      channelId: message.id,
      parentId: channelId,
      rev: 1,
      seq: 1,
      readSeq: 0,
      mentionCount: 1,
    });
    expect(second.received.ready[0]?.channels.map(({ id }) => id)).not.toContain(message.id);
    expect(await author.read(message.id, 1)).toMatchObject({ channelId: message.id, readSeq: 1, mentionCount: 0 });
    await second.event('channel:read', (read) => read.channelId === message.id && read.readSeq === 1);
    expect((await ana.channel(message.id)).unread).toBe(0);
    await other.request('typing:start', { channelId: message.id });
    await author.event('typing', (typing) => typing.channelId === message.id && typing.userId === bruno.id);
  });
});

describe('the message that a thread hangs from', () => {
  const REPLIES = 300;
  /** A busy machine answers them in time. */
  const AT_ONCE = 30;

  it('changes far less often than replies come, and ends as the thread does', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const message = await root(id);
    const from = performance.now();
    for (let n = 0; n < REPLIES; n += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => (i % 2 ? author : other).reply(message, `${n + i}`)));
    }
    const told = await telling(message, REPLIES);
    const revs = told.rev - message.rev;
    expect(revs).toBeGreaterThan(0);
    // One at once, then one a second.
    expect(revs).toBeLessThanOrEqual(2 + Math.ceil((performance.now() - from) / 1000));
    expect((await ana.channel(id)).rev).toBe(told.rev);
    const last = (await ana.history(message.id, '?limit=1')).items[0];
    expect(told.thread).toMatchObject({ lastReplyAt: last?.createdAt });
  });

  it('names the first twenty who replied', async () => {
    const message = await root();
    await author.reply(message, 'me first');
    const strangers = Array.from({ length: 30 }, () => crypto.randomUUID());
    await server.db.query(
      `INSERT INTO messages (channel_id, seq, rev, id, author_id, client_id, body, html, created_at)
       SELECT $1, n + 1, n + 1, gen_random_uuid(), ($2::uuid[])[n], gen_random_uuid(), 'x', 'x', now()
       FROM generate_series(1, 30) n`,
      [message.id, strangers],
    );
    // As if the process that took the replies had died before it told of them.
    await server.db.query('UPDATE channels SET seq = 31, rev = 31 WHERE id = $1', [message.id]);
    expect((await telling(message, 31)).thread?.participantIds).toEqual([ana.id, ...strangers.slice(0, 19)]);
    const { rows } = await server.db.query('SELECT FROM untold_threads WHERE thread_id = $1', [message.id]);
    expect(rows).toEqual([]);
  });
});

describe('who follows a thread', () => {
  it('is whoever replies, the author of its first message, and whoever is named in it', async () => {
    const [carla, dario, outsider] = [
      await Person.register(server),
      await Person.register(server),
      await Person.register(server),
    ];
    for (const { id } of [carla, dario]) await ana.invite(channelId, id);
    const message = await root();
    await other.reply(message, `@${carla.username} @${outsider.username} what do you say?`);
    expect((await thread(carla, message.id)).follower).toMatchObject({ unread: 1, mentionCount: 1 });
    expect((await thread(dario, message.id)).follower).toBeNull();
    const { rows } = await server.db.query<{ user_id: string }>('SELECT user_id FROM members WHERE channel_id = $1', [
      message.id,
    ]);
    expect(rows.map((row) => row.user_id).toSorted()).toEqual([ana.id, bruno.id, carla.id].toSorted());
    await ana.call('DELETE', `/threads/${message.id}/follow`);
    await other.reply(message, `and @${dario.username}?`);
    expect((await thread(dario, message.id)).follower).toMatchObject({ unread: 1 });
    expect((await thread(ana, message.id)).follower).toBeNull();
  });

  it('is whoever says so, over both doors, of threads without replies too, until they say otherwise', async () => {
    const message = await root();
    const followed = succeeded(Thread, await bruno.call('PUT', `/threads/${message.id}/follow`));
    expect(followed).toMatchObject({ id: message.id, parentId: channelId, root: message, seq: 0, lastReplyAt: null });
    expect(await other.follow(message.id)).toEqual(followed);
    await other.joined(message.id);
    await author.reply(message, 'somebody there?');
    expect((await thread(bruno, message.id)).follower).toMatchObject({ unread: 1 });
    expect((await other.unfollow(message.id)).follower).toBeNull();
    await other.event('channel:left', ({ channelId: left }) => left === message.id);
    expect(succeeded(Thread, await bruno.call('DELETE', `/threads/${message.id}/follow`)).follower).toBeNull();
    const onlooker = await Person.register(server);
    const open = await root((await ana.createChannel()).id);
    expect(await answeredOtherwise(onlooker, [['PUT', `/threads/${open.id}/follow`]], 'forbidden')).toEqual([]);
  });

  it('sees them listed, the newest reply first, by pages; their channels are listed without them', async () => {
    const carla = await Person.register(server);
    const { id } = await ana.createChannel({}, [carla]);
    const roots = [];
    for (let i = 0; i < 3; i++) roots.push(await root(id));
    const socket = await carla.connect();
    for (const message of roots) await socket.reply(message, 'mine');
    const [first, second, third] = roots.map((message) => message.id);
    await author.reply(roots[0] as Message, 'yours');
    const page = await carla.get(ThreadPage, '/threads?limit=2');
    expect(page.items.map((item) => [item.id, item.follower?.unread])).toEqual([
      [first, 1],
      [third, 0],
    ]);
    const rest = await carla.get(ThreadPage, `/threads?limit=2&cursor=${page.nextCursor}`);
    expect(rest).toMatchObject({ items: [{ id: second }], nextCursor: null });
    expect((await carla.get(MyChannelPage, '/channels')).items.map((channel) => channel.id)).toEqual([id]);
  });

  it('keeps five hundred at a time: of more, those go in which nothing has happened for longest', async () => {
    const carla = await Person.register(server);
    const { id } = await ana.createChannel({}, [carla]);
    await server.db.query(
      `WITH made AS (INSERT INTO channels (id, kind, parent_id, created_by, created_at)
         SELECT gen_random_uuid(), 'thread', $1, $2, now() - make_interval(days => n) FROM generate_series(1, 500) n
         RETURNING id, created_at)
       INSERT INTO members (channel_id, user_id, role, joined_at) SELECT id, $3, 'member', created_at FROM made`,
      [id, ana.id, carla.id],
    );
    const message = await root(id);
    await carla.call('PUT', `/threads/${message.id}/follow`);
    const { rows } = await server.db.query<{ count: number; oldest: number }>(
      `SELECT count(*)::int, max(extract(day FROM now() - c.created_at))::int AS oldest
       FROM members m JOIN channels c ON c.id = m.channel_id WHERE m.user_id = $1 AND c.parent_id IS NOT NULL`,
      [carla.id],
    );
    expect(rows).toEqual([{ count: 500, oldest: 499 }]);
    expect((await thread(carla, message.id)).follower).not.toBeNull();
  });

  it('does nothing else to it: a thread has no rules of its own', async () => {
    const message = await root();
    await other.reply(message, 'hello');
    const calls: Call[] = [
      ['POST', `/channels/${message.id}/leave`],
      ['POST', `/channels/${message.id}/join`],
      ['PUT', `/channels/${message.id}/members/${bruno.id}`, { role: 'owner' }],
      ['DELETE', `/channels/${message.id}/members/${bruno.id}`],
      ['PATCH', `/channels/${message.id}`, { topic: 'lunch' }],
      ['DELETE', `/channels/${message.id}`],
    ];
    expect(await answeredOtherwise(ana, calls, 'conflict')).toEqual([]);
  });
});

it('a thread in a direct channel is for both', async () => {
  const direct = succeeded(MyChannel, await ana.call('POST', '/channels/direct', { userIds: [bruno.id] }));
  const message = await root(direct.id);
  const { message: reply } = await other.reply(message, 'between us');
  expect((await ana.get(MessagePage, `/channels/${message.id}/messages`)).items).toEqual([reply]);
  const outsider = await Person.register(server);
  expect(await answeredOtherwise(outsider, [['GET', `/threads/${message.id}`]], 'not_found')).toEqual([]);
});
