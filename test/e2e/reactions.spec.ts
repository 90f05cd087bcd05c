import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MyChannel } from '../../src/contract/channels.js';
import { ChangedMessage, type Message, SyncedChannel } from '../../src/contract/messages.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { answeredOtherwise, type Call, noSuchId, Person } from '../support/factories.js';
import { problemOf, statusesOf, succeeded } from '../support/rest.js';

let server: Server;
let ana: Person;
let bruno: Person;
let channelId: string;
let author: ChatSocket;
let reader: ChatSocket;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  channelId = (await ana.createChannel({}, [bruno])).id;
  author = await bruno.connect();
  reader = await ana.connect({ instance: 1 });
});
afterAll(() => server.stop());

const post = async (): Promise<Message> => (await author.send(channelId, 'what do you think?')).message;
const path = (messageId: string, emoji: string) => `/messages/${messageId}/reactions/${encodeURIComponent(emoji)}`;
const newestReactions = async () => (await ana.history(channelId, '?limit=1')).items[0]?.reactions;
const rows = async (messageId: string): Promise<number> => {
  const { rows: counts } = await server.db.query<{ count: number }>(
    `SELECT count(*)::int FROM reactions r JOIN messages m USING (channel_id, seq) WHERE m.id = $1`,
    [messageId],
  );
  return counts[0]?.count ?? 0;
};

describe('a reaction', () => {
  it('gives the message a new rev, never a new seq, and tells everyone', async () => {
    const message = await post();
    const first = await author.react(message.id, '👍');
    const reactions = [{ emoji: '👍', count: 1, userIds: [bruno.id] }];
    expect(first.message).toEqual({ ...message, rev: message.rev + 1, reactions });
    await reader.reaches(channelId, first.message.rev);
    expect(reader.changesOf(channelId).at(-1)).toEqual({ rev: first.message.rev, kind: 'reacted', ...first });
    const answer = await ana.call('PUT', path(message.id, '👍'), undefined, { instance: 1 });
    expect(succeeded(ChangedMessage, answer).message.reactions).toEqual([
      { emoji: '👍', count: 2, userIds: [bruno.id, ana.id] },
    ]);
    expect(await ana.channel(channelId)).toMatchObject({ rev: message.rev + 2, seq: message.seq });
  });

  it('is in the history, in a sync and in the changes, on every instance', async () => {
    const message = await post();
    await author.react(message.id, '🎉');
    const { message: reacted } = await author.react(message.id, '👍');
    expect(reacted.reactions.map(({ emoji }) => emoji)).toEqual(['🎉', '👍']);
    for (const query of ['?limit=1', `?around=${message.seq}&limit=1`]) {
      for (const instance of [0, 1]) {
        const page = await ana.call('GET', `/channels/${channelId}/messages${query}`, undefined, { instance });
        expect(page.body).toMatchObject({ items: [reacted] });
      }
    }
    const { channels } = await reader.sync({ [channelId]: message.rev });
    const change = { rev: reacted.rev, kind: 'reacted', message: reacted };
    expect(SyncedChannel.parse(channels[0]).changes).toEqual([change]);
    const changes = await ana.get(SyncedChannel, `/channels/${channelId}/changes?since=${message.rev}`);
    expect(changes.changes).toEqual([change]);
  });

  it('that is there already changes nothing, and takes no place in the log', async () => {
    const message = await post();
    const first = await author.react(message.id, '👍');
    expect(await author.react(message.id, '👍')).toEqual(first);
    expect((await bruno.call('PUT', path(message.id, '👍'))).body).toEqual(first);
    expect((await ana.channel(channelId)).rev).toBe(first.message.rev);
  });

  it('that is taken back is gone, and nothing happens where there is none', async () => {
    const message = await post();
    await author.react(message.id, '👍');
    await reader.react(message.id, '👍');
    const { message: left } = await author.unreact(message.id, '👍');
    expect(left.reactions).toEqual([{ emoji: '👍', count: 1, userIds: [ana.id] }]);
    expect((await author.unreact(message.id, '👍')).message).toEqual(left);
    const answer = await ana.call('DELETE', path(message.id, '👍'));
    expect(succeeded(ChangedMessage, answer).message.reactions).toEqual([]);
    expect(await rows(message.id)).toBe(0);
  });

  it('is one emoji in one spelling, whatever keyboard it comes from', async () => {
    const message = await post();
    for (const emoji of ['❤', '❤️', '🕵🏻‍♂', '🕵🏻‍♂️', '1⃣', '1️⃣']) await author.react(message.id, emoji);
    const { message: reacted } = await author.react(message.id, '🏴󠁧󠁢󠁳󠁣󠁴󠁿');
    expect(reacted.reactions.map(({ emoji }) => emoji)).toEqual(['❤️', '🕵🏻‍♂️', '1️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿']);
    for (const text of ['1', 'heart', '👍👍', '%F0%9F']) {
      expect((await ana.call('PUT', `/messages/${message.id}/reactions/${text}`)).status).toBe(400);
    }
  });

  it('is one of at most 50 emoji', async () => {
    const message = await post();
    const animals = Array.from({ length: 51 }, (_, i) => String.fromCodePoint(0x1f400 + i));
    const [fifty, more] = [animals.slice(0, 50), animals[50] ?? ''];
    for (const each of fifty) await author.react(message.id, each);
    expect(await reader.refuse('reaction:add', { messageId: message.id, emoji: more })).toMatchObject({
      code: 'conflict',
    });
    const { message: joined } = await reader.react(message.id, fifty[0] ?? '');
    expect(joined.reactions).toHaveLength(50);
    await author.unreact(message.id, fifty[1] ?? '');
    expect((await reader.react(message.id, more)).message.reactions).toHaveLength(50);
  });
});

describe('reactions of many', () => {
  it('name the first 20 in the order of time, and count all', async () => {
    const message = await post();
    const crowd = await Promise.all(Array.from({ length: 22 }, () => Person.register(server)));
    for (const person of crowd) await ana.invite(channelId, person.id);
    for (const person of crowd) await person.call('PUT', path(message.id, '👍'));
    const ids = crowd.map(({ id }) => id);
    expect(await newestReactions()).toEqual([{ emoji: '👍', count: 22, userIds: ids.slice(0, 20) }]);
    await crowd[3]?.call('DELETE', path(message.id, '👍'));
    await crowd[21]?.call('DELETE', path(message.id, '👍'));
    expect(await newestReactions()).toEqual([
      { emoji: '👍', count: 20, userIds: [...ids.slice(0, 3), ...ids.slice(4, 21)] },
    ]);
  });

  it('at once lose none and double none, through both instances', async () => {
    const message = await post();
    const before = (await ana.channel(channelId)).rev;
    const calls = ['👍', '🎉', '👀'].flatMap((emoji) =>
      [ana, bruno].flatMap((person) =>
        [0, 1, 0].map((instance) => person.call('PUT', path(message.id, emoji), undefined, { instance })),
      ),
    );
    expect(new Set(statusesOf(await Promise.all(calls)))).toEqual(new Set([200]));
    const [shown] = (await ana.history(channelId, '?limit=1')).items;
    expect(shown?.reactions.map(({ count, userIds }) => [count, userIds.toSorted()])).toEqual(
      Array.from({ length: 3 }, () => [2, [ana.id, bruno.id].toSorted()]),
    );
    expect((await ana.channel(channelId)).rev).toBe(before + 6);
    expect(await rows(message.id)).toBe(6);
  });
});

const calls = (messageId: string): Call[] => [
  ['PUT', path(messageId, '👍')],
  ['DELETE', path(messageId, '👍')],
];

describe('a message that is deleted', () => {
  it('loses its reactions and takes no more', async () => {
    const message = await post();
    await author.react(message.id, '👍');
    const { message: tombstone } = await author.delete(message.id);
    expect(tombstone.reactions).toEqual([]);
    expect(await rows(message.id)).toBe(0);
    const input = { messageId: message.id, emoji: '👍' };
    expect(await author.refuse('reaction:add', input)).toMatchObject({ code: 'conflict' });
    expect(await author.refuse('reaction:remove', input)).toMatchObject({ code: 'conflict' });
  });

  it('keeps them while it is only edited', async () => {
    const message = await post();
    const { message: reacted } = await reader.react(message.id, '👍');
    expect((await author.edit(message.id, 'and now?')).message.reactions).toEqual(reacted.reactions);
  });
});

describe('who may react', () => {
  it('are the members, not those who look at a public channel', async () => {
    const onlooker = await Person.register(server);
    const message = await post();
    expect(await answeredOtherwise(onlooker, calls(message.id), 'forbidden')).toEqual([]);
    const socket = await onlooker.connect();
    await socket.request('channel:open', { channelId });
    expect(await socket.refuse('reaction:add', { messageId: message.id, emoji: '👍' })).toMatchObject({
      code: 'forbidden',
    });
    expect((await author.react(message.id, '👍')).message.reactions).toHaveLength(1);
  });

  it('are no outsiders, who do not learn of a message either', async () => {
    const direct = succeeded(MyChannel, await ana.call('POST', '/channels/direct', { userIds: [bruno.id] }));
    const { message } = await ana.post(direct.id, 'between us');
    const outsider = await Person.register(server);
    expect(await answeredOtherwise(outsider, calls(message.id), 'not_found')).toEqual([]);
    expect(await answeredOtherwise(bruno, calls(noSuchId()), 'not_found')).toEqual([]);
    expect((await author.react(message.id, '👍')).message.reactions).toHaveLength(1);
  });

  it('are nobody any more once they left', async () => {
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno]);
    const { message } = await ana.post(id, 'while you are here');
    await bruno.call('PUT', path(message.id, '👍'));
    await bruno.call('POST', `/channels/${id}/leave`);
    expect(await answeredOtherwise(bruno, calls(message.id), 'not_found')).toEqual([]);
    // What they said stays, and so does this.
    expect((await ana.history(id)).items[0]?.reactions).toEqual([{ emoji: '👍', count: 1, userIds: [bruno.id] }]);
  });

  it('is nobody in an archived channel', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const { message } = await ana.post(id, 'before the end');
    await ana.call('DELETE', `/channels/${id}`);
    expect(problemOf(await bruno.call('PUT', path(message.id, '👍'))).code).toBe('conflict');
    expect(problemOf(await bruno.call('DELETE', path(message.id, '👍'))).code).toBe('conflict');
  });
});
