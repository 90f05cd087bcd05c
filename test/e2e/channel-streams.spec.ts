import { Module } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChannelsModule } from '../../src/channels/channels.module.js';
import { MembersService } from '../../src/channels/members.service.js';
import { StreamToken } from '../../src/contract/auth.js';
import { ChannelChanges, SyncedChannel } from '../../src/contract/messages.js';
import { Server } from '../support/app.js';
import { EventClient, type StreamOptions } from '../support/event-source.js';
import { noSuchId, Person } from '../support/factories.js';
import { call, problemOf, succeeded } from '../support/rest.js';
import { Scrape } from '../support/scrape.js';

const HORIZON = 60;
/** More than one event may hold. */
const MANY = 250;

const members: MembersService[] = [];

/** Lets the tests ask what streams ask that catch up. */
@Module({ imports: [ChannelsModule] })
class ProbeModule {
  constructor(service: MembersService) {
    members.push(service);
  }
}

let server: Server;
let ana: Person;
let bruno: Person;

beforeAll(async () => {
  server = await Server.start({
    instances: 2,
    env: { SYNC_HORIZON: String(HORIZON) },
    modules: [ProbeModule],
  });
  await server.addInstance({ SYNC_HORIZON: '1000' });
  ana = await Person.register(server);
  bruno = await Person.register(server);
});
afterAll(() => server.stop());

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const pathOf = (channelId: string, query = '') => `/channels/${channelId}/events${query}`;

function follow(
  person: Person,
  channelId: string,
  { query, ...options }: Partial<StreamOptions> & { query?: string } = {},
): Promise<EventClient> {
  const events = ['channel:changes', 'reset'];
  return EventClient.open(server, pathOf(channelId, query), { events, bearer: person.accessToken, ...options });
}

/** The changes that came, which must be all after `since`, each event after the one before, with its rev as its id. */
function changesOf({ events }: EventClient, since: number): ChannelChanges['changes'] {
  let cursor = since;
  return events.flatMap(({ event, id, data }) => {
    const run = ChannelChanges.strict().parse(data);
    expect([event, run.since, id]).toEqual(['channel:changes', cursor, String(run.rev)]);
    cursor = run.rev;
    return run.changes;
  });
}

/** The messages as they are once all changes were applied, in their places. */
const stateOf = (changes: ChannelChanges['changes']) =>
  [...new Map(changes.map(({ message }) => [message.seq, message])).values()].toSorted((a, b) => a.seq - b.seq);

/** Waits until the log up to `rev` has come. */
const upTo = (client: EventClient, rev: number) => client.event(({ id }) => Number(id) >= rev);

const filled = async (count: number): Promise<string> => {
  const { id } = await ana.createChannel();
  const socket = await ana.connect();
  await Promise.all(range(1, count).map((n) => socket.send(id, `message ${n}`)));
  socket.close();
  return id;
};

describe('the stream of a channel', () => {
  it('brings what the socket brings, in the order of the log, on every instance', async () => {
    const { id } = await ana.createChannel();
    const socket = await ana.connect();
    const clients = await Promise.all([0, 1].map((instance) => follow(ana, id, { instance })));
    const { message } = await ana.post(id, 'first');
    await ana.post(id, 'second');
    await socket.edit(message.id, 'first, edited');
    await socket.delete(message.id);
    await socket.reaches(id, 4);
    const { items } = await ana.history(id);
    for (const client of clients) {
      await upTo(client, 4);
      expect(stateOf(changesOf(client, 0))).toEqual(items);
    }
    expect(stateOf(socket.changesOf(id))).toEqual(items);
  });

  it('begins now, or after `since`', async () => {
    const id = await filled(3);
    const [now, since, all] = [
      await follow(ana, id),
      await follow(ana, id, { query: '?since=1' }),
      await follow(ana, id, { query: '?since=0' }),
    ];
    await ana.post(id, 'the fourth');
    for (const client of [now, since, all]) await upTo(client, 4);
    expect(changesOf(now, 3).map(({ rev }) => rev)).toEqual([4]);
    expect(changesOf(since, 1).map(({ rev }) => rev)).toEqual([2, 3, 4]);
    expect(changesOf(all, 0).map(({ rev }) => rev)).toEqual([1, 2, 3, 4]);
  });

  it('goes on exactly after the last event, whatever `since` says', async () => {
    const id = await filled(4);
    const client = await follow(ana, id, { lastEventId: '2', query: '?since=0' });
    await upTo(client, 4);
    expect(changesOf(client, 2).map(({ rev }) => rev)).toEqual([3, 4]);
    const upToDate = await follow(ana, id, { lastEventId: '4' });
    await ana.post(id, 'one more');
    await upTo(upToDate, 5);
    expect(changesOf(upToDate, 4).map(({ rev }) => rev)).toEqual([5]);
  });

  it('brings a long way in parts, and what comes meanwhile once', async () => {
    const id = await filled(MANY);
    const client = await follow(ana, id, { query: '?since=0', instance: 2 });
    await Promise.all(range(1, 20).map((n) => ana.post(id, `meanwhile ${n}`)));
    await upTo(client, MANY + 20);
    expect(changesOf(client, 0).map(({ rev }) => rev)).toEqual(range(1, MANY + 20));
    expect(client.events.length).toBeGreaterThan(1);
  });

  it('resets whoever is too far behind, or comes with what is no place in this log', async () => {
    const id = await filled(HORIZON + 2);
    const resumed = (lastEventId: string) => follow(ana, id, { lastEventId });
    const begun = follow(ana, id, { query: '?since=0' });
    for (const client of await Promise.all([begun, ...['1', '999999', '99999999999', 'nonsense', '-1'].map(resumed)])) {
      const { id: place, data } = await client.event(({ event }) => event === 'reset');
      const page = SyncedChannel.strict().parse(data);
      expect(page).toMatchObject({ channelId: id, since: 0, rev: HORIZON + 2, more: false, reset: true });
      expect([place, page.changes.at(-1)?.message.seq]).toEqual([String(HORIZON + 2), HORIZON + 2]);
      expect(client.events).toHaveLength(1);
    }
    const within = await resumed('2');
    await upTo(within, HORIZON + 2);
    expect(changesOf(within, 2)).toHaveLength(HORIZON);
  });

  it('counts as no gap of a client, wherever it begins', async () => {
    const gaps = async () =>
      Object.entries((await Scrape.of(server.url)).counted('tertulia_gap_repairs_total')).filter(([labels]) =>
        labels.includes('by="client"'),
      );
    const id = await filled(2);
    const before = await gaps();
    await upTo(await follow(ana, id, { query: '?since=0' }), 2);
    await (await follow(ana, id, { lastEventId: '99' })).event(({ event }) => event === 'reset');
    expect(await gaps()).toEqual(before);
  });

  it('goes on after a reset', async () => {
    const id = await filled(1);
    const client = await follow(ana, id, { lastEventId: '77' });
    await client.event(({ event }) => event === 'reset');
    await ana.post(id, 'next');
    await upTo(client, 2);
    expect(client.events.map(({ event, id: place }) => [event, place])).toEqual([
      ['reset', '1'],
      ['channel:changes', '2'],
    ]);
  });
});

describe('who may follow a channel', () => {
  it('are its members, and everyone where it is public', async () => {
    const [secret, open] = [await ana.createChannel({ kind: 'private' }, [bruno]), await ana.createChannel()];
    const outsider = await Person.register(server);
    const clients = [await follow(bruno, secret.id), await follow(outsider, open.id)];
    await ana.post(secret.id, 'to bruno');
    await ana.post(open.id, 'to everyone');
    for (const client of clients) await upTo(client, 1);
    const { token } = succeeded(StreamToken, await outsider.call('POST', '/auth/stream-token'));
    for (const answer of [
      await outsider.call('GET', pathOf(secret.id)),
      await ana.call('GET', pathOf(noSuchId())),
      await call(server, 'GET', pathOf(secret.id, `?token=${token}`)),
    ]) {
      expect(problemOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
    }
  });

  it('is whoever has a stream token in the URL', async () => {
    const { id } = await ana.createChannel();
    const { token } = succeeded(StreamToken, await ana.call('POST', '/auth/stream-token'));
    const events = ['channel:changes'];
    const client = await EventClient.open(server, pathOf(id, `?since=0&token=${token}`), { events });
    await ana.post(id, 'hello');
    await upTo(client, 1);
    expect(changesOf(client, 0)).toHaveLength(1);
  });

  it('is told what is wrong with a channel or a place that cannot be', async () => {
    for (const path of [
      pathOf('nonsense'),
      ...['-1', 'x', '', '1.5', '2147483648'].map((since) => pathOf(noSuchId(), `?since=${since}`)),
    ]) {
      expect(problemOf(await ana.call('GET', path))).toMatchObject({ status: 400, code: 'validation_failed' });
    }
  });
});

describe('whoever loses access', () => {
  it('is cut off at once, on every instance, and not let in again', async () => {
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno]);
    const clients = await Promise.all([0, 1].map((instance) => follow(bruno, id, { instance })));
    const stays = await follow(ana, id);
    await ana.post(id, 'before');
    await ana.call('DELETE', `/channels/${id}/members/${bruno.id}`);
    await ana.post(id, 'after');
    await upTo(stays, 2);
    for (const client of clients) {
      expect(await client.ended()).toBe(404);
      expect(changesOf(client, 0).every(({ rev }) => rev === 1)).toBe(true);
    }
  });

  it('receives nothing that was written later, also where no event tells of it', async () => {
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno]);
    const [gone, stays] = [await follow(bruno, id, { instance: 1 }), await follow(ana, id, { instance: 1 })];
    await server.db.query('DELETE FROM members WHERE channel_id = $1 AND user_id = $2', [id, bruno.id]);
    await server.db.query('UPDATE channels SET members_version = members_version + 1 WHERE id = $1', [id]);
    await ana.post(id, 'not for bruno');
    await upTo(stays, 1);
    expect(await gone.ended()).toBe(404);
    expect(gone.events).toEqual([]);
  });

  it('of a public channel comes back as one who looks at it, and others who do stay', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const outsider = await Person.register(server);
    const [left, looks] = [await follow(bruno, id), await follow(outsider, id)];
    await bruno.call('POST', `/channels/${id}/leave`);
    await ana.post(id, 'to whoever looks');
    await upTo(looks, 1);
    expect(looks.opened).toBe(1);
    await left.reopened();
  });

  it('is looked up together with all who come back meanwhile', async () => {
    const [secret, open] = [await ana.createChannel({ kind: 'private' }, [bruno]), await ana.createChannel()];
    await ana.call('DELETE', `/channels/${secret.id}/members/${bruno.id}`);
    const { rows } = await server.db.query<{ id: string; version: number }>(
      'SELECT id, members_version AS version FROM channels',
    );
    const versionOf = ({ id }: { id: string }) => rows.find((row) => row.id === id)?.version;
    const statements = async () =>
      (await Scrape.of(server.url)).value('tertulia_group_read_statements_total{read="memberships"}');
    const before = await statements();
    const [service] = members;
    if (!service) throw new Error('there is no instance');
    const asked = [secret, open, { id: noSuchId() }].flatMap(({ id }) =>
      [ana, bruno].map((person) => service.memberAsOf(id, person.id)),
    );
    expect(await Promise.all(asked)).toEqual([versionOf(secret), null, versionOf(open), null, null, null]);
    expect((await statements()) - before).toBe(1);
  });
});
