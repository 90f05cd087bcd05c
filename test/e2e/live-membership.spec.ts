import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { Flood } from '../support/flood.js';

let server: Server;
let ana: Person;
let bruno: Person;
let anas: [ChatSocket, ChatSocket];
let brunos: [ChatSocket, ChatSocket];

const onBoth = (person: Person): Promise<[ChatSocket, ChatSocket]> =>
  Promise.all([person.connect({ instance: 0 }), person.connect({ instance: 1 })]);

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  anas = await onBoth(ana);
  brunos = await onBoth(bruno);
});
afterAll(() => server.stop());

const allJoined = (sockets: ChatSocket[], channelId: string) =>
  Promise.all(sockets.map((socket) => socket.joined(channelId)));

/** All that was on its way to the socket when this began has arrived when it ends. */
const settled = (socket: ChatSocket) => socket.request('echo', 'settled');

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);

/** Where a client ends that starts from this cursor and skips nothing: at `rev`, unless a frame is missing. */
async function followed(socket: ChatSocket, channelId: string, cursor: number, rev: number): Promise<number> {
  await until(
    () => `frames up to ${rev}; ${cursor} so far`,
    () => {
      for (const frame of socket.received['channel:changes']) {
        if (frame.channelId !== channelId || frame.rev <= cursor) continue;
        if (frame.since > cursor) throw new Error(`a gap: ${frame.since} comes after ${cursor}`);
        cursor = frame.rev;
      }
      return cursor >= rev;
    },
    30_000,
  );
  return cursor;
}

describe('somebody who is brought in', () => {
  it('is told on all their devices, and receives from the rev that they were told', async () => {
    const { id } = await ana.createChannel({ kind: 'private' });
    await anas[0].send(id, 'before');
    await ana.invite(id, bruno.id);
    for (const socket of brunos) {
      const { channel } = await socket.event('channel:joined', ({ channelId }) => channelId === id);
      expect(channel).toMatchObject({ id, kind: 'private', role: 'member', seq: 1, rev: 1, readSeq: 1, unread: 0 });
    }
    const { message } = await anas[0].send(id, 'welcome');
    for (const socket of brunos) {
      await socket.reaches(id, message.rev);
      expect(socket.bodiesOf(id, 1)).toEqual(['welcome']);
    }
  });

  it('misses nothing in a flood from that rev on', async () => {
    const { id } = await ana.createChannel();
    const flood = new Flood(anas, id);
    await until('a flood', () => flood.sent.length > 20, 30_000);
    await bruno.call('POST', `/channels/${id}/join`, undefined, { instance: 1 });
    const joined = await Promise.all(brunos.map((s) => s.event('channel:joined', (e) => e.channelId === id)));
    const enough = flood.sent.length + 40;
    await until('more of the flood', () => flood.sent.length > enough, 30_000);
    await flood.stop();
    const { rev } = await ana.channel(id);
    for (const [i, socket] of brunos.entries()) {
      expect(await followed(socket, id, joined[i]?.channel.rev ?? 0, rev)).toBe(rev);
    }
  });
});

describe('somebody who connects', () => {
  it('gets ready first, with the heads of their channels', async () => {
    const carla = await Person.register(server);
    const mine = await ana.createChannel({}, [carla]);
    const other = await ana.createChannel({ kind: 'private' }, [carla]);
    await ana.createChannel();
    const { message } = await ana.post(mine.id, 'one');
    await ana.call('PATCH', `/messages/${message.id}`, { body: 'edited' });
    const socket = await carla.connect({ instance: 1 });
    expect(socket.order[0]).toBe('ready');
    const [ready] = socket.received.ready;
    expect(ready?.user).toMatchObject({ id: carla.id, username: carla.username });
    expect(ready?.channels.toSorted(byId)).toEqual(
      [
        { id: mine.id, channelId: mine.id, rev: 2, seq: 1, readSeq: 0, mentionCount: 0 },
        { id: other.id, channelId: other.id, rev: 0, seq: 0, readSeq: 0, mentionCount: 0 },
      ].toSorted(byId),
    );
  });

  it('misses nothing in a flood from the heads of ready on', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const flood = new Flood(anas, id);
    await until('a flood', () => flood.sent.length > 20, 30_000);
    const [sockets, polling] = await Promise.all([onBoth(bruno), bruno.connect({ transports: ['polling'] })]);
    const enough = flood.sent.length + 40;
    await until('more of the flood', () => flood.sent.length > enough, 30_000);
    await flood.stop();
    const { rev } = await ana.channel(id);
    for (const socket of [...sockets, polling]) {
      const head = socket.received.ready[0]?.channels.find(({ channelId }) => channelId === id);
      expect(await followed(socket, id, head?.rev ?? -1, rev)).toBe(rev);
    }
  });
});

describe('somebody who is removed', () => {
  it.each([0, 1])('through instance %i receives nothing from then on, on any device', async (instance) => {
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno]);
    await allJoined([...anas, ...brunos], id);
    const path = `/channels/${id}/members/${bruno.id}`;
    expect((await ana.call('DELETE', path, undefined, { instance })).status).toBe(204);
    const sends = anas.map((socket, i) => socket.send(id, `secret ${i}`));
    await Promise.all(sends);
    for (const socket of anas) await socket.reaches(id, 2);
    for (const socket of brunos) {
      await socket.event('channel:left', ({ channelId }) => channelId === id);
      await settled(socket);
      expect(socket.bodiesOf(id)).toEqual([]);
    }
  });

  it('receives nothing that was sent after, in the middle of a flood', async () => {
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno]);
    await allJoined([...anas, ...brunos], id);
    const flood = new Flood(anas, id, 6);
    await until('a flood', () => brunos.every((socket) => socket.bodiesOf(id).length > 20), 30_000);
    expect((await ana.call('DELETE', `/channels/${id}/members/${bruno.id}`)).status).toBe(204);
    // Whatever is sent from here on was committed after the removal.
    const probes = await Promise.all(anas.map((socket, i) => socket.send(id, `probe ${i}`)));
    const enough = flood.sent.length + 40;
    await until('more of the flood', () => flood.sent.length > enough, 30_000);
    await flood.stop();
    const first = Math.min(...probes.map(({ message }) => message.seq));
    for (const socket of brunos) {
      await socket.event('channel:left', ({ channelId }) => channelId === id);
      await settled(socket);
      expect(Math.max(...socket.changesOf(id).map(({ message }) => message.seq))).toBeLessThan(first);
    }
    const { rev } = await ana.channel(id);
    for (const socket of anas) expect(await followed(socket, id, 0, rev)).toBe(rev);
  });

  it('is treated so when they leave by themselves, and may come back', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    await allJoined(brunos, id);
    await bruno.call('POST', `/channels/${id}/leave`);
    await anas[0].send(id, 'while away');
    for (const socket of brunos) await socket.event('channel:left', ({ channelId }) => channelId === id);
    const timesJoined = ({ received }: ChatSocket) =>
      received['channel:joined'].filter(({ channelId }) => channelId === id).length;
    await bruno.call('POST', `/channels/${id}/join`, undefined, { instance: 1 });
    for (const socket of brunos) await until('joined again', () => timesJoined(socket) > 1, 30_000);
    const { message } = await anas[1].send(id, 'back again');
    for (const socket of brunos) {
      await socket.reaches(id, message.rev);
      expect(socket.bodiesOf(id, message.rev - 1)).toEqual(['back again']);
    }
  });

  it('may not do anything there with what they still know', async () => {
    const { id } = await ana.createChannel({ kind: 'private' }, [bruno]);
    await allJoined(brunos, id);
    const { message } = await brunos[0].send(id, 'mine');
    await ana.call('DELETE', `/channels/${id}/members/${bruno.id}`);
    const requests: [string, object][] = [
      ['message:send', { channelId: id, clientId: crypto.randomUUID(), body: 'x' }],
      ['message:edit', { messageId: message.id, body: 'x' }],
      ['message:delete', { messageId: message.id }],
      ['channel:read', { channelId: id, seq: 1 }],
      ['channel:open', { channelId: id }],
      ['channel:close', { channelId: id }],
      ['typing:start', { channelId: id }],
    ];
    for (const socket of brunos) {
      // Its instance has heard of the removal when this has come.
      await socket.event('channel:left', ({ channelId }) => channelId === id);
      for (const [name, payload] of requests) {
        expect({ name, ...(await socket.refuse(name, payload)) }).toMatchObject({ name, code: 'not_found' });
      }
    }
  });
});
