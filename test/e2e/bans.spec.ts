import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChannelPage, MyChannel } from '../../src/contract/channels.js';
import { ChannelBan, ChannelBanPage } from '../../src/contract/moderation.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { EventClient } from '../support/event-source.js';
import { answeredOtherwise, noSuchId, Person } from '../support/factories.js';
import { Flood } from '../support/flood.js';
import { problemOf, succeeded } from '../support/rest.js';

let server: Server;
let admin: Person;
let ana: Person;
let bruno: Person;
let carla: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  admin = await Person.register(server);
  ana = await Person.register(server);
  bruno = await Person.register(server);
  carla = await Person.register(server);
});
afterAll(() => server.stop());

const pathOf = (channelId: string, { id }: { id: string }) => `/channels/${channelId}/bans/${id}`;
const ban = (by: Person, channelId: string, whom: { id: string }, body: object = {}, instance = 0) =>
  by.call('PUT', pathOf(channelId, whom), body, { instance });
const banned = async (by: Person, channelId: string, whom: Person, body: object = {}, instance = 0) =>
  succeeded(ChannelBan, await ban(by, channelId, whom, body, instance));
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** As if that much time had gone by. */
const endBans = (channelId: string) =>
  server.db.query(`UPDATE bans SET until = now() - interval '1 second' WHERE channel_id = $1`, [channelId]);

const auditOf = async (target: string) => {
  const { rows } = await server.db.query<{ actor_id: string; action: string; detail: object }>(
    'SELECT actor_id, action, detail FROM audit_log WHERE target = $1 ORDER BY id',
    [target],
  );
  return rows;
};

const readings = (channelId: string, messageId: string): [string, string, object?][] => [
  ['GET', `/channels/${channelId}`],
  ['GET', `/channels/${channelId}/messages`],
  ['GET', `/channels/${channelId}/messages?around=1`],
  ['GET', `/channels/${channelId}/changes`],
  ['GET', `/channels/${channelId}/members`],
  ['GET', `/channels/${channelId}/pins`],
  ['GET', `/messages/${messageId}/edits`],
  ['PUT', `/messages/${messageId}/reactions/${encodeURIComponent('👍')}`],
  ['POST', `/channels/${channelId}/leave`],
  ['PUT', `/channels/${channelId}/read`, { seq: 1 }],
];

describe('a ban', () => {
  it('says who, why, by whom and until when, and is listed while it holds', async () => {
    const { id } = await ana.createChannel({}, [bruno, carla]);
    const forGood = await banned(ana, id, bruno, { reason: 'spam' });
    expect(forGood).toMatchObject({ user: { id: bruno.id }, reason: 'spam', bannedBy: ana.id, until: null });
    const ends = inAnHour();
    await banned(ana, id, carla, { until: ends });
    const list = await ana.get(ChannelBanPage, `/channels/${id}/bans`);
    expect(list.items.map(({ user }) => user.id)).toEqual([bruno.id, carla.id].toSorted());
    const first = await ana.get(ChannelBanPage, `/channels/${id}/bans?limit=1`);
    const second = await ana.get(ChannelBanPage, `/channels/${id}/bans?limit=1&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items]).toEqual(list.items);
    await banned(ana, id, carla, { reason: 'longer', until: null });
    const again = await ana.get(ChannelBanPage, `/channels/${id}/bans`);
    expect(again.items.find(({ user }) => user.id === carla.id)).toMatchObject({ reason: 'longer', until: null });
  });

  it.each(['public', 'private'])('keeps somebody out of a %s channel, whichever way they come', async (kind) => {
    const { id } = await ana.createChannel({ kind }, [bruno, carla]);
    const { message } = await ana.post(id, 'not for bruno');
    await banned(ana, id, bruno);
    for (const instance of [0, 1]) {
      const answer = await bruno.call('POST', `/channels/${id}/join`, undefined, { instance });
      expect(problemOf(answer).code).toBe(kind === 'public' ? 'forbidden' : 'not_found');
      expect(
        problemOf(await carla.call('PUT', `/channels/${id}/members/${bruno.id}`, { role: 'member' })),
      ).toMatchObject({
        code: 'forbidden',
        detail: 'Banned from this channel',
      });
    }
    expect(await answeredOtherwise(bruno, readings(id, message.id), 'not_found')).toEqual([]);
    const socket = await bruno.connect({ instance: 1 });
    expect(await socket.refuse('channel:open', { channelId: id })).toMatchObject({ code: 'not_found' });
    expect(await socket.sync({ [id]: 0 })).toMatchObject({
      channels: [{ channelId: id, error: { code: 'not_found' } }],
    });
    expect((await bruno.call('GET', `/channels/${id}/events`)).status).toBe(404);
    const sent = await socket.refuse('message:send', { channelId: id, clientId: crypto.randomUUID(), body: 'x' });
    expect(['forbidden', 'not_found']).toContain(sent.code);
    socket.close();
  });

  it('leaves the name of a public channel in the directory', async () => {
    const { id, name } = await ana.createChannel({}, [bruno]);
    await banned(ana, id, bruno);
    const { items } = await bruno.get(ChannelPage, `/channels/browse?query=${encodeURIComponent(name ?? '')}`);
    expect(items.map((channel) => channel.id)).toContain(id);
  });

  it('ends by itself, and where somebody lifts it', async () => {
    const { id } = await ana.createChannel();
    await ana.post(id, 'one');
    await banned(ana, id, bruno, { until: inAnHour() });
    expect(problemOf(await bruno.call('POST', `/channels/${id}/join`)).detail).toMatch(
      /^Banned from this channel until /,
    );
    await endBans(id);
    expect((await bruno.history(id)).items).toHaveLength(1);
    expect((await ana.get(ChannelBanPage, `/channels/${id}/bans`)).items).toEqual([]);
    expect(problemOf(await ana.call('DELETE', pathOf(id, bruno))).code).toBe('not_found');
    expect((await bruno.call('POST', `/channels/${id}/join`)).status).toBe(200);
    await banned(ana, id, bruno);
    expect((await ana.call('DELETE', pathOf(id, bruno))).status).toBe(204);
    expect((await ana.call('DELETE', pathOf(id, bruno))).status).toBe(404);
    expect((await bruno.call('POST', `/channels/${id}/join`)).status).toBe(200);
  });

  it('is for moderators against members, for owners against anybody but themselves', async () => {
    const moderator = await Person.register(server);
    const { id } = await ana.createChannel({}, [bruno, carla]);
    await ana.invite(id, moderator.id, 'moderator');
    const outsider = await Person.register(server);
    expect((await ban(bruno, id, carla)).status).toBe(403);
    expect((await ban(outsider, id, carla)).status).toBe(403);
    expect((await ban(moderator, id, ana)).status).toBe(403);
    expect((await ban(moderator, id, carla)).status).toBe(200);
    expect((await ban(moderator, id, outsider)).status).toBe(200);
    expect((await ban(ana, id, moderator)).status).toBe(200);
    expect((await ban(ana, id, ana)).status).toBe(409);
    expect((await ban(ana, id, { id: noSuchId() })).status).toBe(404);
    for (const [method, path] of [
      ['GET', `/channels/${id}/bans`],
      ['DELETE', pathOf(id, carla)],
    ] as const) {
      expect((await bruno.call(method, path)).status).toBe(403);
      expect((await moderator.call(method, path)).status).toBe(404);
    }
  });

  it('of public channels is the administrators’ too, and none of them is banned there', async () => {
    const open = await ana.createChannel();
    expect((await ban(ana, open.id, admin)).status).toBe(403);
    expect((await ban(admin, open.id, bruno)).status).toBe(200);
    expect((await admin.call('DELETE', pathOf(open.id, bruno))).status).toBe(204);
    const closed = await ana.createChannel({ kind: 'private' });
    expect((await ban(admin, closed.id, bruno)).status).toBe(404);
    expect((await ban(ana, closed.id, admin)).status).toBe(200);
  });

  it('is none in a direct channel, and ends in the future', async () => {
    const direct = await ana.call('POST', '/channels/direct', { userIds: [bruno.id] });
    const { id } = succeeded(MyChannel, direct);
    expect((await ban(ana, id, bruno)).status).toBe(409);
    const channel = await ana.createChannel();
    const past = new Date(Date.now() - 1000).toISOString();
    expect(problemOf(await ban(ana, channel.id, bruno, { until: past })).errors).toEqual([
      { path: 'until', message: 'must be in the future' },
    ]);
  });

  it('stands in the audit log, without the words of a private channel', async () => {
    const open = await ana.createChannel({}, [bruno, carla]);
    await ana.call('DELETE', `/channels/${open.id}/members/${carla.id}`);
    await banned(ana, open.id, bruno, { reason: 'spam' });
    await ana.call('DELETE', pathOf(open.id, bruno));
    expect(await auditOf(open.id)).toEqual([
      { actor_id: ana.id, action: 'members.remove', detail: { userId: carla.id } },
      { actor_id: ana.id, action: 'bans.set', detail: { userId: bruno.id, until: null, reason: 'spam' } },
      { actor_id: ana.id, action: 'bans.lift', detail: { userId: bruno.id } },
    ]);
    const closed = await ana.createChannel({ kind: 'private' }, [bruno]);
    await banned(ana, closed.id, bruno, { reason: 'spam' });
    expect(await auditOf(closed.id)).toMatchObject([{ action: 'bans.set', detail: { userId: bruno.id, until: null } }]);
    expect(JSON.stringify(await auditOf(closed.id))).not.toContain('spam');
  });
});

describe('from the commit of a ban on', () => {
  it.each([0, 1])('set through instance %i, members and onlookers receive nothing', async (instance) => {
    const { id } = await ana.createChannel({}, [bruno]);
    const members = [await bruno.connect({ instance: 0 }), await bruno.connect({ instance: 1 })];
    const onlookers = [await carla.connect({ instance: 0 }), await carla.connect({ instance: 1 })];
    for (const socket of onlookers) await socket.request('channel:open', { channelId: id });
    const streams = await Promise.all(
      [0, 1].map((n) =>
        EventClient.open(server, `/channels/${id}/events`, {
          events: ['channel:changes', 'reset'],
          bearer: carla.accessToken,
          instance: n,
        }),
      ),
    );
    const { message } = await ana.post(id, 'for all');
    for (const socket of [...members, ...onlookers]) await socket.reaches(id, message.rev);
    for (const stream of streams) await stream.count(1);
    await banned(ana, id, bruno, {}, instance);
    await banned(ana, id, carla, {}, instance);
    await ana.post(id, 'secret');
    for (const socket of [...members, ...onlookers]) {
      await socket.event('channel:left', ({ channelId }) => channelId === id);
      await socket.request('echo', 'settled');
      expect(socket.bodiesOf(id)).toEqual(['for all']);
      socket.close();
    }
    // It comes back by itself, and is refused for good.
    for (const stream of streams) {
      expect(await stream.ended()).toBe(404);
      expect(stream.events).toHaveLength(1);
    }
  });

  it('an onlooker receives nothing that was sent after, in the middle of a flood and of openings', async () => {
    const { id } = await ana.createChannel();
    const anas = await Promise.all([ana.connect({ instance: 0 }), ana.connect({ instance: 1 })]);
    const carlas = await Promise.all([carla.connect({ instance: 0 }), carla.connect({ instance: 1 })]);
    const flood = new Flood([anas[0] ?? (await ana.connect()), anas[1] ?? (await ana.connect())], id, 6);
    await until('a flood', () => flood.sent.length > 20, 30_000);
    const opened = Promise.all(
      carlas.flatMap((socket) => Array.from({ length: 5 }, () => socket.request('channel:open', { channelId: id }))),
    );
    await banned(ana, id, carla);
    const { message } = await ana.post(id, 'a probe');
    await opened;
    const enough = flood.sent.length + 40;
    await until('more of the flood', () => flood.sent.length > enough, 30_000);
    await flood.stop();
    for (const socket of carlas) {
      await socket.request('echo', 'settled');
      const seqs = socket.changesOf(id).map((change) => change.message.seq);
      expect(Math.max(0, ...seqs)).toBeLessThan(message.seq);
      socket.close();
    }
    for (const socket of anas) socket.close();
  });

  it('nobody is a member whom a ban holds, however joining and banning meet', async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await ana.createChannel();
      const meeting = [
        bruno.call('POST', `/channels/${id}/join`, undefined, { instance: 1 }),
        ban(ana, id, bruno),
        ana.call('PUT', `/channels/${id}/members/${bruno.id}`, { role: 'member' }, { instance: 1 }),
      ];
      expect((await Promise.all(meeting)).every(({ status }) => status < 500)).toBe(true);
      const { rows } = await server.db.query('SELECT FROM members WHERE channel_id = $1 AND user_id = $2', [
        id,
        bruno.id,
      ]);
      expect(rows).toHaveLength(0);
      expect((await bruno.call('GET', `/channels/${id}`)).status).toBe(404);
    }
  });
});
