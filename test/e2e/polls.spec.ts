import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChangedMessage, type Message, SentMessage, SyncedChannel } from '../../src/contract/messages.js';
import { type Poll, PollState, PollVotePage } from '../../src/contract/polls.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { answeredOtherwise, type Call, noSuchId, Person } from '../support/factories.js';
import { answeredAfter } from '../support/held.js';
import { PollWatch } from '../support/poll-watch.js';
import { problemOf, statusesOf, succeeded } from '../support/rest.js';

let server: Server;
let ana: Person;
let bruno: Person;
let channelId: string;
let author: ChatSocket;
let reader: ChatSocket;
let watch: PollWatch;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  channelId = (await ana.createChannel({}, [bruno])).id;
  author = await bruno.connect();
  reader = await ana.connect({ instance: 1 });
  watch = new PollWatch(server);
});
afterAll(() => server.stop());

const OPTIONS = ['pizza', 'soup', 'neither'];
const ask = async (poll: Record<string, unknown> = {}, channel = channelId): Promise<Message & { poll: Poll }> =>
  asking((await author.poll(channel, { options: OPTIONS, ...poll })).message);

function asking(message: Message): Message & { poll: Poll } {
  const { poll } = message;
  if (!poll) throw new Error('the message asks nothing');
  return { ...message, poll };
}
const ids = ({ poll }: { poll: Poll }, ...places: number[]) => places.map((i) => poll.options[i]?.id ?? '');
const countsOf = (poll: Poll | null) => poll?.options.map(({ votes }) => votes);
const namesOf = (poll: Poll | null) => poll?.options.map(({ userIds }) => userIds);
const stateOf = (person: Person, messageId: string) => person.get(PollState, `/messages/${messageId}/poll`);
const put = async (person: Person, messageId: string, optionIds: string[], instance = 0): Promise<PollState> =>
  succeeded(PollState, await person.call('PUT', `/messages/${messageId}/vote`, { optionIds }, { instance }));
const newest = async (): Promise<Message | undefined> => (await ana.history(channelId, '?limit=1')).items[0];

describe('a message with a poll', () => {
  it('has it on both doors, in the history, in a sync and live on the other instance', async () => {
    const closesAt = new Date(Date.now() + 30 * 86_400_000).toISOString();
    const message = await ask({ question: ' Where do we eat? ', closesAt });
    expect(message.poll).toEqual({
      question: 'Where do we eat?',
      options: OPTIONS.map((text) => ({ id: expect.any(String), text, votes: 0, userIds: [] })),
      multiple: false,
      anonymous: false,
      closesAt,
      closedAt: null,
      voters: 0,
    });
    await reader.reaches(channelId, message.rev);
    const change = { rev: message.rev, kind: 'created', message };
    expect(reader.changesOf(channelId).at(-1)).toEqual(change);
    const { channels } = await reader.sync({ [channelId]: message.rev - 1 });
    expect(SyncedChannel.parse(channels[0]).changes).toEqual([change]);
    expect(await newest()).toEqual(message);
    const posted = await bruno.call('POST', `/channels/${channelId}/messages`, {
      clientId: crypto.randomUUID(),
      body: 'By REST?',
      poll: { options: ['yes', 'no'] },
    });
    expect(posted.status).toBe(201);
    expect(succeeded(SentMessage, posted).message.poll).toMatchObject({ options: [{ text: 'yes' }, { text: 'no' }] });
  });

  it('is one message, however often it is sent', async () => {
    const before = await bruno.channel(channelId);
    const clientId = crypto.randomUUID();
    const body = { clientId, body: 'Once?', poll: { options: OPTIONS } };
    const sends = [0, 1, 0, 1].map((instance) =>
      bruno.call('POST', `/channels/${channelId}/messages`, body, { instance }),
    );
    const answers = await Promise.all(sends);
    expect(statusesOf(answers).toSorted((a, b) => a - b)).toEqual([200, 200, 200, 201]);
    const messages = answers.map((answer) => succeeded(SentMessage, answer).message);
    expect(new Set(messages.map((message) => JSON.stringify(message))).size).toBe(1);
    const again = await author.poll(channelId, { options: ['others', 'too'] }, 'Once?', clientId);
    expect(again).toEqual({ message: messages[0], duplicate: true });
    // Without a poll it is the same message too.
    expect(await author.send(channelId, 'Once?', clientId)).toEqual(again);
    expect(await bruno.channel(channelId)).toMatchObject({ seq: before.seq + 1, rev: before.rev + 1 });
  });

  it('moves the marker of its author, counts as unread for others, and mentions people', async () => {
    const { message } = await author.poll(channelId, { options: OPTIONS }, `@${ana.username}, what do you say?`);
    expect(message.mentions.userIds).toEqual([ana.id]);
    expect(await bruno.channel(channelId)).toMatchObject({ readSeq: message.seq, unread: 0 });
    const { unread, readSeq } = await ana.channel(channelId);
    expect(unread).toBe(message.seq - readSeq);
    await reader.read(channelId, message.seq - 1);
    expect((await ana.channel(channelId)).mentionCount).toBe(1);
  });

  it('keeps it when it is edited, and loses it with its votes when it is deleted', async () => {
    const message = await ask();
    await put(ana, message.id, ids(message, 0));
    await watch.counted(message.id);
    const { message: edited } = await author.edit(message.id, 'In other words?');
    expect(countsOf(edited.poll)).toEqual([1, 0, 0]);
    const { message: tombstone } = await author.delete(message.id);
    expect(tombstone.poll).toBeNull();
    expect(await watch.rows(message.id)).toEqual({ polls: 0, votes: 0 });
    expect(await reader.refuse('poll:vote', { messageId: message.id, optionIds: [] })).toMatchObject({
      code: 'conflict',
    });
    expect(problemOf(await ana.call('GET', `/messages/${message.id}/poll`)).code).toBe('not_found');
  });

  it('closes in the future, within a year', async () => {
    for (const [closesAt, rule] of [
      ['2020-01-01T00:00:00.000Z', /future/],
      ['2100-01-01T00:00:00.000Z', /within 366 days/],
    ] as const) {
      const input = { channelId, clientId: crypto.randomUUID(), body: 'When?', poll: { options: OPTIONS, closesAt } };
      const { code, errors } = await author.refuse('message:send', input);
      expect({ code, errors }).toMatchObject({ code: 'validation_failed', errors: [{ path: 'poll.closesAt' }] });
      expect(errors?.[0]?.message).toMatch(rule);
    }
  });
});

describe('a vote', () => {
  it('is acknowledged with what it is and all counts, and becomes a change of the log', async () => {
    const message = await ask();
    const [pizza] = ids(message, 0);
    const acked = await author.vote(message.id, [pizza ?? '']);
    expect(acked).toMatchObject({ messageId: message.id, channelId, myOptionIds: [pizza] });
    expect(countsOf(acked.poll)).toEqual([1, 0, 0]);
    await reader.reaches(channelId, message.rev + 1);
    const change = reader.changesOf(channelId).at(-1);
    expect(change).toMatchObject({
      rev: message.rev + 1,
      kind: 'voted',
      message: { id: message.id, seq: message.seq },
    });
    expect(change?.message.poll).toEqual(acked.poll);
    expect(namesOf(acked.poll)).toEqual([[bruno.id], [], []]);
    expect(acked.poll.voters).toBe(1);
  });

  it('replaces the one before, and is taken back with no option', async () => {
    const message = await ask();
    for (const [places, counts] of [
      [[0], [1, 0, 0]],
      [[1], [0, 1, 0]],
      [[1], [0, 1, 0]],
      [[], [0, 0, 0]],
      [[], [0, 0, 0]],
      [[2], [0, 0, 1]],
    ] as const) {
      const state = await put(ana, message.id, ids(message, ...places), places.length % 2);
      expect(countsOf(state.poll)).toEqual(counts);
      expect(await stateOf(ana, message.id)).toEqual(state);
      expect((await stateOf(bruno, message.id)).myOptionIds).toEqual([]);
    }
    await watch.counted(message.id);
    expect(countsOf((await newest())?.poll ?? null)).toEqual([0, 0, 1]);
    expect(await watch.rows(message.id)).toEqual({ polls: 1, votes: 1 });
  });

  it('that is the same again takes no place in the log', async () => {
    const message = await ask();
    await author.vote(message.id, ids(message, 0));
    await watch.counted(message.id);
    const { rev } = await ana.channel(channelId);
    await author.vote(message.id, ids(message, 0));
    await put(ana, message.id, []);
    expect(await watch.pending(message.id)).toBe(0);
    expect((await ana.channel(channelId)).rev).toBe(rev);
  });

  it('is for several options only where the poll is', async () => {
    const [one, many] = [await ask(), await ask({ multiple: true })];
    expect(await author.refuse('poll:vote', { messageId: one.id, optionIds: ids(one, 0, 1) })).toMatchObject({
      errors: [{ path: 'optionIds', message: 'must be one option at most' }],
    });
    const { poll, myOptionIds } = await author.vote(many.id, ids(many, 2, 0));
    expect(myOptionIds).toEqual(ids(many, 0, 2));
    expect([countsOf(poll), poll.voters]).toEqual([[1, 0, 1], 1]);
    const strange = { messageId: one.id, optionIds: ids(many, 0) };
    expect(await author.refuse('poll:vote', strange)).toMatchObject({ errors: [{ path: 'optionIds.0' }] });
  });

  it('is judged as of its commit: who was removed or silenced meanwhile has none', async () => {
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno]);
    const message = await ask({}, id);
    const vote = () => bruno.call('PUT', `/messages/${message.id}/vote`, { optionIds: ids(message, 0) });
    const his = `channel_id = '${id}' AND user_id = '${bruno.id}'`;
    const hold = `SELECT FROM members WHERE ${his} FOR UPDATE`;
    const silence = `UPDATE members SET silenced_until = now() + interval '1 hour' WHERE ${his}`;
    expect(problemOf(await answeredAfter(server, [hold, silence], vote))).toMatchObject({ status: 403 });
    await server.db.query(`UPDATE members SET silenced_until = NULL WHERE ${his}`);
    const remove = `DELETE FROM members WHERE ${his}`;
    expect(problemOf(await answeredAfter(server, [hold, remove], vote))).toMatchObject({ status: 404 });
    expect((await stateOf(ana, message.id)).poll).toMatchObject({ voters: 0 });
  });

  it('is for members, and not where the channel is archived', async () => {
    const onlooker = await Person.register(server);
    const { id } = await ana.createChannel({}, [bruno]);
    const message = await ask({}, id);
    const vote: Call = ['PUT', `/messages/${message.id}/vote`, { optionIds: ids(message, 0) }];
    expect(await answeredOtherwise(onlooker, [vote], 'forbidden')).toEqual([]);
    expect((await stateOf(onlooker, message.id)).myOptionIds).toEqual([]);
    await ana.call('DELETE', `/channels/${id}`);
    expect(await answeredOtherwise(bruno, [vote], 'conflict')).toEqual([]);
    const hidden = await ask({}, (await ana.createChannel({ kind: 'private' }, [bruno])).id);
    const calls: Call[] = [
      ['PUT', `/messages/${hidden.id}/vote`, { optionIds: [] }],
      ['GET', `/messages/${hidden.id}/poll`],
      ['GET', `/messages/${hidden.id}/poll/votes`],
      ['POST', `/messages/${hidden.id}/poll/close`],
      ['PUT', `/messages/${noSuchId()}/vote`, { optionIds: [] }],
    ];
    expect(await answeredOtherwise(onlooker, calls, 'not_found')).toEqual([]);
    const plain = (await author.send(channelId, 'no question')).message;
    const without = calls
      .slice(0, 4)
      .map(([verb, path, body]): Call => [verb, path.replace(hidden.id, plain.id), body]);
    expect(await answeredOtherwise(ana, without, 'not_found')).toEqual([]);
  });
});

describe('who may not post', () => {
  it('asks nothing, in announcement channels, in slow mode and while silenced; and votes as they react', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const message = asking((await reader.poll(id, { options: OPTIONS })).message);
    const refused = async () => {
      const input = { channelId: id, clientId: crypto.randomUUID(), body: 'May I?', poll: { options: OPTIONS } };
      return (await author.refuse('message:send', input)).code;
    };
    await ana.call('PATCH', `/channels/${id}`, { posting: 'moderators' });
    expect(await refused()).toBe('forbidden');
    await author.vote(message.id, ids(message, 0));
    await ana.call('PATCH', `/channels/${id}`, { posting: 'everyone', slowModeSeconds: 600 });
    const { message: first } = await author.poll(id, { options: OPTIONS });
    expect(await refused()).toBe('rate_limited');
    // A retry is none, and neither is a plain message spared its turn.
    expect(await author.poll(id, { options: OPTIONS }, first.body, first.clientId)).toMatchObject({ duplicate: true });
    const plain = { channelId: id, clientId: crypto.randomUUID(), body: 'May I?' };
    expect((await author.refuse('message:send', plain)).code).toBe('rate_limited');
    await server.db.query(
      `UPDATE members SET silenced_until = now() + interval '1 hour', posted_at = NULL WHERE channel_id = $1 AND user_id = $2`,
      [id, bruno.id],
    );
    expect(await refused()).toBe('forbidden');
    const vote = { messageId: message.id, optionIds: ids(message, 1) };
    expect(await author.refuse('poll:vote', vote)).toMatchObject({ code: 'forbidden' });
    expect(countsOf((await author.vote(message.id, [])).poll)).toEqual([0, 0, 0]);
  });
});

describe('the votes of a poll', () => {
  it('are listed by pages, as they are now', async () => {
    const message = await ask({ multiple: true });
    await put(ana, message.id, ids(message, 0));
    await put(bruno, message.id, ids(message, 0, 1));
    const expected = [
      { userId: ana.id, optionIds: ids(message, 0), votedAt: expect.any(String) },
      { userId: bruno.id, optionIds: ids(message, 0, 1), votedAt: expect.any(String) },
    ].toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
    const path = `/messages/${message.id}/poll/votes`;
    const first = await ana.get(PollVotePage, `${path}?limit=1`);
    const second = await ana.get(PollVotePage, `${path}?limit=1&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items]).toEqual(expected);
    await put(bruno, message.id, []);
    expect((await ana.get(PollVotePage, path)).items.map(({ userId }) => userId)).toEqual([ana.id]);
  });

  it('name the first 20 of each option in the order of time', async () => {
    const message = await ask();
    const crowd = await watch.crowd(channelId, 23);
    for (const person of crowd) await put(person, message.id, ids(message, 0));
    await watch.counted(message.id);
    await put(crowd[3] as Person, message.id, ids(message, 1));
    await watch.counted(message.id);
    const shown = (await stateOf(ana, message.id)).poll;
    expect(countsOf(shown)).toEqual([22, 1, 0]);
    expect(namesOf(shown)?.[0]).toEqual(crowd.flatMap(({ id }, i) => (i === 3 ? [] : [id])).slice(0, 20));
    expect(namesOf(shown)?.[1]).toEqual([crowd[3]?.id]);
    await watch.settled(channelId);
    expect(await watch.drift(channelId)).toEqual([]);
  });
});

describe('a closed poll', () => {
  it('takes no votes, and is closed once', async () => {
    const message = await ask();
    await put(ana, message.id, ids(message, 1));
    const { message: closed } = await author.closePoll(message.id);
    expect(closed.poll).toMatchObject({ closedAt: expect.any(String), voters: 1 });
    expect(countsOf(closed.poll)).toEqual([0, 1, 0]);
    await reader.reaches(channelId, closed.rev);
    // Votes of other polls are counted meanwhile.
    const change = reader.changesOf(channelId).find(({ rev }) => rev === closed.rev);
    expect(change).toEqual({ rev: closed.rev, kind: 'voted', message: closed });
    const again = await bruno.call('POST', `/messages/${message.id}/poll/close`);
    expect(succeeded(ChangedMessage, again).message).toEqual(closed);
    for (const places of [[], [0]]) {
      const input = { messageId: message.id, optionIds: ids(message, ...places) };
      expect(await reader.refuse('poll:vote', input)).toMatchObject({ code: 'conflict' });
    }
    expect(await stateOf(ana, message.id)).toMatchObject({ poll: closed.poll, myOptionIds: ids(message, 1) });
  });

  it('was closed by its author or a moderator', async () => {
    const { message } = await ana.post(channelId, 'nothing asked');
    const other = await Person.register(server);
    await ana.invite(channelId, other.id);
    const mine = await ask();
    const close: Call = ['POST', `/messages/${mine.id}/poll/close`];
    expect(await answeredOtherwise(other, [close], 'forbidden')).toEqual([]);
    expect((await ana.call(...close)).status).toBe(200);
    expect(await author.refuse('poll:close', { messageId: message.id })).toMatchObject({ code: 'not_found' });
  });

  it('has every vote that was acknowledged, and no other, whoever comes at the same time', async () => {
    const message = await ask();
    const votes = Array.from({ length: 12 }, (_, i) =>
      (i % 2 ? ana : bruno).call(
        'PUT',
        `/messages/${message.id}/vote`,
        { optionIds: ids(message, i % 3) },
        { instance: i % 2 },
      ),
    );
    const [closing, ...answers] = await Promise.all([author.closePoll(message.id), ...votes]);
    expect(statusesOf(answers).filter((status) => status !== 200 && status !== 409)).toEqual([]);
    expect(await watch.pending(message.id)).toBe(0);
    expect((await stateOf(ana, message.id)).poll).toEqual(closing.message.poll);
    await watch.settled(channelId);
    expect(await watch.drift(channelId)).toEqual([]);
  });
});

describe('an anonymous poll', () => {
  it('tells nobody who voted, wherever one looks', async () => {
    const message = await ask({ anonymous: true, multiple: true });
    const secret = await Person.register(server);
    await ana.invite(channelId, secret.id);
    const since = (await ana.channel(channelId)).rev;
    const acked = await put(secret, message.id, ids(message, 0, 1));
    expect(acked.myOptionIds).toEqual(ids(message, 0, 1));
    await watch.counted(message.id);
    const head = await ana.channel(channelId);
    await reader.reaches(channelId, head.rev);
    const { message: closed } = await author.closePoll(message.id);
    expect([countsOf(closed.poll), closed.poll?.voters]).toEqual([[1, 1, 0], 1]);
    const seen = [
      acked.poll,
      closed,
      reader.changesOf(channelId).filter(({ rev }) => rev > since),
      (await ana.history(channelId, '?limit=1')).items,
      (await reader.sync({ [channelId]: since })).channels,
      await stateOf(ana, message.id),
      (await ana.call('GET', `/messages/${message.id}/poll/votes`)).body,
    ];
    expect(JSON.stringify(seen)).not.toContain(secret.id);
    // The first person of the server owns it.
    for (const person of [ana, bruno, secret]) {
      expect(problemOf(await person.call('GET', `/messages/${message.id}/poll/votes`)).code).toBe('forbidden');
    }
  });
});

describe('a storm of votes', () => {
  it('loses none, doubles none, and is far fewer changes than votes', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const message = await ask({ multiple: true }, id);
    const crowd = await watch.crowd(id, 200);
    const started = performance.now();
    const vote = (person: Person, i: number) => put(person, message.id, ids(message, i % 3, (i + 1) % 3), i % 2);
    // No more at a time than a busy machine answers in time.
    for (let start = 0; start < crowd.length; start += 50) {
      const states = await Promise.all(crowd.slice(start, start + 50).map(vote));
      for (const { myOptionIds } of states) expect(myOptionIds).toHaveLength(2);
    }
    await watch.counted(message.id);
    const shown = (await stateOf(ana, message.id)).poll;
    expect(shown.voters).toBe(200);
    expect(countsOf(shown)?.reduce((sum, count) => sum + count, 0)).toBe(400);
    expect(await watch.drift(id)).toEqual([]);
    // One at once, then two a second at most.
    const changes = (await ana.channel(id)).rev - message.rev;
    expect(changes).toBeLessThanOrEqual(2 + Math.ceil((performance.now() - started) / 500));
  });
});
