import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { Flood } from '../support/flood.js';
import { Polling } from '../support/polling.js';
import { RawSocket } from '../support/raw-socket.js';

let server: Server;
let ana: Person;
let bruno: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
  bruno = await Person.register(server);
});
afterAll(() => server.stop());

/** The `since` and `rev` of each frame of the channel among the packets, in their order. */
function framesOf(packets: string[], channelId: string): [since: number, rev: number][] {
  return packets.flatMap((packet) => {
    const found = /^42\["channel:changes",\{"channelId":"([^"]+)","since":(\d+),"rev":(\d+)/.exec(packet);
    return found?.[1] === channelId ? [[Number(found[2]), Number(found[3])] as [number, number]] : [];
  });
}

/** Where a client ends that applies the frames by the rules: told twice does no harm, and a gap is a failure. */
function lastRev(frames: [since: number, rev: number][], cursor: number): number {
  for (const [since, rev] of frames) {
    if (since > cursor) throw new Error(`a gap: ${since} came after ${cursor}`);
    cursor = Math.max(cursor, rev);
  }
  return cursor;
}

describe('polling', () => {
  it('carries requests, acks and events like a WebSocket', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const polling = await Polling.open(server);
    expect(polling.upgrades).toEqual(['websocket']);
    await polling.join(ana.accessToken);
    const clientId = crypto.randomUUID();
    const request = JSON.stringify(['message:send', { channelId: id, clientId, body: 'by polling' }]);
    expect(await polling.post([`4217${request}`, '4218["echo",1]'])).toBe(200);
    const packets: string[] = [];
    const acks = () => packets.filter((packet) => packet.startsWith('43'));
    while (acks().length < 2 || framesOf(packets, id).length === 0) packets.push(...(await polling.poll()));
    expect(packets.find((packet) => packet.startsWith('4317['))).toContain('"duplicate":false');
    expect(packets).toContain('4318[{"ok":true,"data":1}]');
    expect(framesOf(packets, id)).toEqual([[0, 1]]);
  });

  it('gets everything of a flood, in order', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const sender = await ana.connect({ instance: 1 });
    const reader = await bruno.connect({ transports: ['polling'] });
    const flood = new Flood([sender], id, 4);
    await until('a flood', () => flood.sent.length > 150, 30_000);
    const sent = await flood.stop();
    await reader.reaches(id, sent.length);
    const frames = reader.received['channel:changes'].filter(({ channelId }) => channelId === id);
    expect(
      lastRev(
        frames.map(({ since, rev }) => [since, rev]),
        0,
      ),
    ).toBe(sent.length);
  });

  it('with an unknown session is refused', async () => {
    const url = `${server.url}/socket.io/?EIO=4&transport=polling&sid=nonsense`;
    for (const method of ['GET', 'POST']) {
      const response = await fetch(url, { method, ...(method === 'POST' ? { body: '2' } : {}) });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 1 });
    }
  });

  it('with a body that is none closes that session alone', async () => {
    const [bad, good] = [await Polling.open(server), await Polling.open(server)];
    await Promise.all([bad.join(ana.accessToken), good.join(ana.accessToken)]);
    await bad.postRaw('nonsense');
    await expect(bad.poll().then(() => bad.poll())).rejects.toThrow('400');
    await good.post(['420["echo",1]']);
    const packets: string[] = [];
    // It may be told meanwhile who is there.
    while (!packets.some((packet) => packet.startsWith('43'))) packets.push(...(await good.poll()));
    expect(packets).toContain('430[{"ok":true,"data":1}]');
  });
});

describe('an upgrade from polling to a WebSocket', () => {
  it('loses and reorders nothing while messages flow', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const sender = await ana.connect({ instance: 1 });
    const flood = new Flood([sender], id, 4);
    await until('a flood', () => flood.sent.length > 20, 30_000);
    const reader = await bruno.connect({ transports: ['polling', 'websocket'] });
    await until('upgraded', () => reader.client.io.engine.transport.name === 'websocket', 30_000);
    const enough = flood.sent.length + 50;
    await until('more of the flood', () => flood.sent.length > enough, 30_000);
    const sent = await flood.stop();
    await reader.reaches(id, sent.length);
    const head = reader.received.ready[0]?.channels.find(({ channelId }) => channelId === id);
    const frames = reader.received['channel:changes'].filter(({ channelId }) => channelId === id);
    expect(
      lastRev(
        frames.map(({ since, rev }) => [since, rev]),
        head?.rev ?? -1,
      ),
    ).toBe(sent.length);
  });

  it('by hand keeps what came by the one before what comes by the other', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const sender = await ana.connect({ instance: 1 });
    const polling = await Polling.open(server);
    const polled = await polling.join(bruno.accessToken);
    const socket = RawSocket.open(server, { query: `EIO=4&transport=websocket&sid=${polling.sid}` });
    await until('open', () => socket.ws.readyState === socket.ws.OPEN, 30_000);
    socket.send('2probe');
    await socket.packet(/^3probe$/);
    for (let i = 0; i < 20; i++) await sender.send(id, `during the upgrade ${i}`);
    await sender.reaches(id, 20);
    // The server ends the poll with a noop, or with what is waiting, before the upgrade is confirmed.
    while (lastRev(framesOf(polled, id), 0) < 20) {
      const packets = await polling.poll();
      polled.push(...packets);
      if (packets.includes('6') && lastRev(framesOf(polled, id), 0) < 20) break;
    }
    socket.send('5');
    const last = await sender.send(id, 'after the upgrade');
    await socket.packet(/after the upgrade/);
    const all = [...polled, ...socket.packets.map(String)];
    expect(lastRev(framesOf(all, id), 0)).toBe(last.message.rev);
  });
});

describe('a WebSocket', () => {
  it.each(['EIO=4&transport=websocket', 'transport=websocket&EIO=4', 'EIO=4&transport=websocket&t=abc'])(
    'is opened at ?%s',
    async (query) => {
      const socket = await RawSocket.join(server, ana.accessToken, { query });
      expect(await socket.packet(/^42\["ready"/)).toContain(ana.id);
    },
  );

  it.each([
    ['an unknown transport', 'EIO=4&transport=pigeon'],
    ['no transport', 'EIO=4'],
    ['an unknown session', 'EIO=4&transport=websocket&sid=nobody'],
  ])('with %s is refused, with an answer', async (_, query) => {
    const socket = RawSocket.open(server, { query });
    await socket.end();
    expect(socket.refused).toBe(400);
  });
});

describe('SOCKET_COMPRESSION', () => {
  it('deflates long messages where both agree, and loses none', async () => {
    const { id } = await ana.createChannel();
    const sender = await ana.connect({ instance: 0 });
    const compressing = server.instances.length;
    await server.addInstance({ SOCKET_COMPRESSION: 'threshold' });
    const agreed = await RawSocket.join(server, ana.accessToken, { instance: compressing, perMessageDeflate: true });
    const plain = await RawSocket.join(server, ana.accessToken, { instance: compressing });
    expect(agreed.ws.extensions).toContain('permessage-deflate');
    expect(plain.ws.extensions).toBe('');
    for (const body of ['short', 'long '.repeat(700), 'short again']) await sender.send(id, body);
    for (const socket of [agreed, plain]) {
      await socket.packet(/short again/);
      expect(lastRev(framesOf(socket.packets.map(String), id), 0)).toBe(3);
      expect(await socket.alive()).toBe(true);
    }
  });

  it('is off by default', async () => {
    const socket = await RawSocket.join(server, ana.accessToken, { perMessageDeflate: true });
    expect(socket.ws.extensions).toBe('');
  });
});
