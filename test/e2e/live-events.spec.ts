import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MyChannel } from '../../src/contract/channels.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { Person } from '../support/factories.js';
import { succeeded } from '../support/rest.js';

let server: Server;
let ana: Person;
let bruno: Person;
let carla: Person;
let anas: [ChatSocket, ChatSocket];
let brunos: [ChatSocket, ChatSocket];

const onBoth = (person: Person): Promise<[ChatSocket, ChatSocket]> =>
  Promise.all([person.connect({ instance: 0 }), person.connect({ instance: 1 })]);

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  carla = await Person.register(server);
  anas = await onBoth(ana);
  brunos = await onBoth(bruno);
});
afterAll(() => server.stop());

const allJoined = (sockets: ChatSocket[], channelId: string) =>
  Promise.all(sockets.map((socket) => socket.joined(channelId)));

const settled = (sockets: ChatSocket[]) => Promise.all(sockets.map((socket) => socket.request('echo', 'settled')));

describe('typing', () => {
  it('is seen by the others of the channel on all instances, not by the one who types', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    await allJoined(brunos, id);
    expect(await anas[0].request('typing:start', { channelId: id })).toEqual({ ok: true, data: null });
    const typing = { channelId: id, userId: ana.id, expiresInMs: 6000 };
    for (const socket of brunos) {
      expect(await socket.event('typing', ({ channelId }) => channelId === id)).toEqual(typing);
    }
    await settled([anas[0]]);
    expect(anas[0].received.typing.filter(({ channelId }) => channelId === id)).toEqual([]);
  });

  it('is passed on once a second for each channel, however a device goes from one to another', async () => {
    const { id: one } = await ana.createChannel({}, [bruno]);
    const { id: other } = await ana.createChannel({}, [bruno]);
    await allJoined([anas[0], brunos[0]], one);
    await allJoined([anas[0], brunos[0]], other);
    const from = performance.now();
    for (let i = 0; i < 10; i++) {
      for (const channelId of [one, other]) await anas[0].request('typing:start', { channelId });
    }
    const most = 1 + Math.floor((performance.now() - from) / 1000);
    await settled([brunos[0]]);
    for (const id of [one, other]) {
      const told = brunos[0].received.typing.filter(({ channelId }) => channelId === id).length;
      expect(told).toBeGreaterThan(0);
      expect(told).toBeLessThanOrEqual(most);
    }
  });

  it('is for members alone', async () => {
    const open = await carla.createChannel();
    const secret = await carla.createChannel({ kind: 'private' });
    expect(await anas[0].refuse('typing:start', { channelId: open.id })).toMatchObject({ code: 'forbidden' });
    expect(await anas[0].refuse('typing:start', { channelId: secret.id })).toMatchObject({ code: 'not_found' });
  });
});

describe('channel:open', () => {
  it('lets one socket look at a public channel, until channel:close', async () => {
    const { id } = await carla.createChannel();
    await carla.post(id, 'before');
    expect(await brunos[1].request('channel:open', { channelId: id })).toEqual({
      ok: true,
      data: { channelId: id, rev: 1 },
    });
    await carla.post(id, 'one');
    await brunos[1].reaches(id, 2);
    expect(brunos[1].bodiesOf(id)).toEqual(['one']);
    expect(await brunos[1].request('channel:close', { channelId: id })).toMatchObject({ ok: true });
    const onlooker = await bruno.connect({ instance: 1 });
    await onlooker.request('channel:open', { channelId: id });
    await carla.post(id, 'two');
    await onlooker.reaches(id, 3);
    await settled(brunos);
    expect(brunos[0].bodiesOf(id)).toEqual([]);
    expect(brunos[1].bodiesOf(id)).toEqual(['one']);
    onlooker.close();
  });

  it('does not end at a channel that one is a member of', async () => {
    const { id } = await ana.createChannel();
    await anas[0].joined(id);
    expect(await anas[0].request('channel:open', { channelId: id })).toMatchObject({ ok: true });
    expect(await anas[0].request('channel:close', { channelId: id })).toMatchObject({ ok: true });
    const { message } = await anas[1].send(id, 'still here');
    await anas[0].reaches(id, message.rev);
  });

  it('goes on as membership where the onlooker joins, and ends where they leave', async () => {
    const { id } = await carla.createChannel();
    await brunos[0].request('channel:open', { channelId: id });
    await bruno.call('POST', `/channels/${id}/join`);
    await brunos[0].joined(id);
    await brunos[0].request('channel:close', { channelId: id });
    const { message } = await carla.post(id, 'member');
    await brunos[0].reaches(id, message.rev);
    await bruno.call('POST', `/channels/${id}/leave`);
    await brunos[0].event('channel:left', ({ channelId }) => channelId === id);
    await carla.post(id, 'not for you');
    await settled(brunos);
    expect(brunos[0].bodiesOf(id)).toEqual(['member']);
  });

  it('opens nothing private to outsiders', async () => {
    const { id } = await carla.createChannel({ kind: 'private' });
    for (const name of ['channel:open', 'channel:close']) {
      expect(await brunos[0].refuse(name, { channelId: id })).toMatchObject({ code: 'not_found' });
    }
  });
});

describe('channel:updated', () => {
  it('tells everyone of a new name, a new topic and the end', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    await allJoined([...anas, ...brunos], id);
    await ana.call('PATCH', `/channels/${id}`, { topic: 'a new topic' });
    for (const socket of [...anas, ...brunos]) {
      const { channel } = await socket.event('channel:updated', (event) => event.channelId === id);
      expect(channel).toMatchObject({ id, topic: 'a new topic', archivedAt: null });
    }
    await ana.call('DELETE', `/channels/${id}`, undefined, { instance: 1 });
    for (const socket of [...anas, ...brunos]) {
      await socket.event('channel:updated', (event) => event.channelId === id && event.channel.archivedAt !== null);
    }
  });
});

describe('channel:read', () => {
  it('reaches the reader’s own devices alone', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    await anas[0].send(id, 'one');
    await anas[0].send(id, 'two');
    expect(await brunos[0].read(id, 1)).toMatchObject({ channelId: id, readSeq: 1, mentionCount: 0 });
    const fits = (read: { channelId: string }) => read.channelId === id;
    expect(await brunos[1].event('channel:read', fits)).toMatchObject({ readSeq: 1, userId: bruno.id });
    await settled(anas);
    for (const socket of anas) expect(socket.received['channel:read'].filter(fits)).toEqual([]);
  });

  it('reaches the peer too in a direct channel', async () => {
    const answer = await ana.call('POST', '/channels/direct', { userIds: [bruno.id] });
    const { id } = succeeded(MyChannel, answer);
    await anas[0].send(id, 'seen?');
    const { body } = await bruno.call('PUT', `/channels/${id}/read`, { seq: 1 });
    expect(body).toMatchObject({ channelId: id, readSeq: 1, mentionCount: 0 });
    for (const socket of [...anas, ...brunos]) {
      const receipt = await socket.event('channel:read', (read) => read.channelId === id && read.readSeq === 1);
      expect(receipt).toMatchObject({ userId: bruno.id });
    }
  });

  it('does not repeat a marker that stands there already', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    await anas[0].send(id, 'one');
    await brunos[0].read(id, 1);
    await brunos[1].event('channel:read', ({ channelId }) => channelId === id);
    await brunos[0].read(id, 1);
    await brunos[0].read(id, 0);
    await settled(brunos);
    expect(brunos[1].received['channel:read'].filter(({ channelId }) => channelId === id)).toHaveLength(1);
  });
});

describe('channel:joined', () => {
  it('tells of channels that one made, and of direct ones that others made', async () => {
    const { id } = await ana.createChannel();
    for (const socket of anas) {
      const { channel } = await socket.event('channel:joined', ({ channelId }) => channelId === id);
      expect(channel.role).toBe('owner');
    }
    const direct = succeeded(MyChannel, await carla.call('POST', '/channels/direct', { userIds: [ana.id] }));
    for (const socket of anas) await socket.event('channel:joined', ({ channelId }) => channelId === direct.id);
  });
});

describe('a message', () => {
  it('reaches every member’s sockets once, its sender’s own too, on all instances', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    await allJoined([...anas, ...brunos], id);
    const { message } = await brunos[0].send(id, 'to all');
    for (const socket of [...anas, ...brunos]) {
      await socket.reaches(id, message.rev);
      expect(socket.changesOf(id)).toEqual([{ rev: 1, kind: 'created', message }]);
    }
    const posted = await ana.post(id, 'by the other door');
    for (const socket of [...anas, ...brunos]) await socket.reaches(id, posted.message.rev);
  });

  it('does not reach others', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    await allJoined(anas, id);
    const outsider = await carla.connect({ instance: 1 });
    const { message } = await anas[0].send(id, 'not for all');
    await anas[1].reaches(id, message.rev);
    await settled([outsider]);
    expect(outsider.received['channel:changes']).toEqual([]);
    outsider.close();
  });
});
