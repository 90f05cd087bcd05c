import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SyncedChannel, SyncRefusal } from '../../src/contract/messages.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { noSuchId, Person } from '../support/factories.js';
import { problemOf } from '../support/rest.js';

const HORIZON = 300;
/** Written like a UUID, though no rule makes such a one. */
const NO_VERSION = '11111111-1111-0111-1111-111111111111';

let server: Server;
let ana: Person;
let bruno: Person;
let socket: ChatSocket;

beforeAll(async () => {
  server = await Server.start({ env: { SYNC_HORIZON: String(HORIZON) } });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  socket = await ana.connect();
});
afterAll(() => server.stop());

const filled = async (count: number): Promise<string> => {
  const { id } = await ana.createChannel();
  await ana.postAll(Array.from({ length: count }, (_, i) => ({ channelId: id, body: `message ${i + 1}` })));
  return id;
};
const sync = async (channelId: string, rev: number) =>
  SyncedChannel.parse((await socket.sync({ [channelId]: rev })).channels[0]);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('channel:sync', () => {
  it('answers each message that changed after the cursor once, at its newest rev', async () => {
    const id = await filled(4);
    const { items } = await ana.history(id);
    const [first, second] = items;
    if (!first || !second) throw new Error('there are messages');
    await socket.edit(first.id, 'edited once');
    await socket.edit(first.id, 'edited twice');
    await socket.delete(second.id);
    const answer = await sync(id, 2);
    expect(answer).toMatchObject({ channelId: id, since: 2, rev: 7, more: false, reset: false });
    expect(answer.changes.map(({ rev, kind, message }) => [rev, kind, message.seq, message.body])).toEqual([
      [3, 'created', 3, items[2]?.body],
      [4, 'created', 4, items[3]?.body],
      [6, 'edited', 1, 'edited twice'],
      [7, 'deleted', 2, ''],
    ]);
    for (const { rev, message } of answer.changes) expect(message.rev).toBe(rev);
  });

  it('answers nothing to one who is up to date', async () => {
    const id = await filled(2);
    expect(await sync(id, 2)).toMatchObject({ since: 2, rev: 2, changes: [], more: false, reset: false });
  });

  it('says that there is more, and goes on from the rev that it gave', async () => {
    const id = await filled(250);
    const seqs: number[] = [];
    let [cursor, rounds, more] = [0, 0, true];
    for (; more; rounds++) {
      const answer = await sync(id, cursor);
      expect(answer.since).toBe(cursor);
      seqs.push(...answer.changes.map(({ message }) => message.seq));
      ({ rev: cursor, more } = answer);
    }
    expect(seqs).toEqual(range(1, 250));
    expect(cursor).toBe(250);
    expect(rounds).toBeGreaterThan(1);
  });

  it('resets a cursor beyond the horizon or not from this channel, with the newest page', async () => {
    const id = await filled(HORIZON + 1);
    const { message } = await ana.post(id, 'the last');
    await socket.edit(message.id, 'the last, edited');
    for (const cursor of [0, 2, HORIZON + 4, 2_000_000_000]) {
      const answer = await sync(id, cursor);
      expect(answer).toMatchObject({ rev: HORIZON + 3, reset: true, more: false });
      expect(answer.changes.map(({ message: { seq } }) => seq)).toEqual(range(HORIZON - 47, HORIZON + 2));
      expect(answer.changes.at(-1)?.message.body).toBe('the last, edited');
    }
    expect(await sync(id, 3)).toMatchObject({ since: 3, reset: false });
  });

  it('says in its place what the caller may not read, and does not hold up the others', async () => {
    const mine = await filled(1);
    const secret = (await bruno.createChannel({ kind: 'private' })).id;
    const open = (await bruno.createChannel()).id;
    const missing = [noSuchId(), NO_VERSION];
    const refused = [secret, ...missing];
    const { channels } = await socket.sync(Object.fromEntries([secret, mine, ...missing, open].map((id) => [id, 0])));
    const answers = new Map(channels.map((answer) => [answer.channelId, answer]));
    expect(answers.size).toBe(5);
    for (const id of refused) {
      const refusal = SyncRefusal.strict().parse(answers.get(id));
      expect(refusal.error).toEqual({ code: 'not_found', message: 'Channel not found' });
    }
    expect(SyncedChannel.parse(answers.get(mine)).changes).toHaveLength(1);
    expect(SyncedChannel.parse(answers.get(open)).changes).toHaveLength(0);
  });

  it('takes a hundred channels and no more', async () => {
    const ids = Array.from({ length: 101 }, () => noSuchId());
    const cursors = (count: number) => Object.fromEntries(ids.slice(0, count).map((id) => [id, 0]));
    expect((await socket.sync(cursors(100))).channels).toHaveLength(100);
    expect(await socket.refuse('channel:sync', { cursors: cursors(101) })).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'cursors', message: 'must name at most 100 channels' }],
    });
    expect(await socket.sync({})).toEqual({ channels: [] });
  });

  it('answers all of a hundred channels of one’s own', async () => {
    const reader = await Person.register(server);
    const own = await reader.connect();
    const ids: string[] = [];
    for (let i = 0; i < 100; i++) ids.push((await reader.createChannel()).id);
    await reader.postAll(
      ids.flatMap((id) => Array.from({ length: 12 }, (_, i) => ({ channelId: id, body: `n ${i}` }))),
    );
    const seen = new Map<string, number>();
    let cursors = Object.fromEntries(ids.map((id) => [id, 0]));
    while (Object.keys(cursors).length > 0) {
      const answers = (await own.sync(cursors)).channels.map((answer) => SyncedChannel.parse(answer));
      cursors = {};
      for (const { channelId, rev, changes, more } of answers) {
        seen.set(channelId, (seen.get(channelId) ?? 0) + changes.length);
        if (more) cursors[channelId] = rev;
      }
    }
    expect([...seen.values()]).toEqual(ids.map(() => 12));
  });

  it('takes ids in upper case and answers them in lower case', async () => {
    const id = await filled(1);
    expect((await socket.sync({ [id.toUpperCase()]: 0 })).channels[0]?.channelId).toBe(id);
  });

  it('is refused as a whole where a channel is named by what is no UUID', async () => {
    const id = await filled(1);
    const error = await socket.refuse('channel:sync', { cursors: { [id]: 0, nonsense: 0 } });
    expect(error).toMatchObject({ code: 'validation_failed' });
  });
});

describe('its REST twin', () => {
  it('answers the same for one channel, in pages', async () => {
    const id = await filled(7);
    const ask = (query: string) => ana.get(SyncedChannel, `/channels/${id}/changes${query}`);
    expect(await ask('')).toEqual(await sync(id, 0));
    expect(await ask('?since=7')).toMatchObject({ since: 7, rev: 7, changes: [], more: false });
    const first = await ask('?since=2&limit=3');
    expect(first).toMatchObject({ since: 2, rev: 5, more: true });
    const rest = await ask(`?since=${first.rev}&limit=3`);
    expect(rest).toMatchObject({ since: 5, rev: 7, more: false });
    expect([...first.changes, ...rest.changes].map(({ message }) => message.seq)).toEqual(range(3, 7));
    expect(await ask('?since=99')).toMatchObject({ reset: true, rev: 7 });
  });

  it('says not found in place of an answer', async () => {
    const { id } = await bruno.createChannel({ kind: 'private' });
    expect(problemOf(await ana.call('GET', `/channels/${id}/changes`))).toMatchObject({ status: 404 });
  });
});
