import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';

const WITHIN_MS = 30_000;
const HEARTBEAT_MS = 15_000;

let server: Server;
let ana: Person;
let channelId: string;

beforeAll(async () => {
  server = await Server.start();
  ana = await Person.register(server);
});
afterAll(() => server.stop());
beforeEach(async () => {
  channelId = (await ana.createChannel()).id;
});

/** A connection by hand, and everything that came over it. */
class Wire {
  text = '';

  private constructor(readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (text: string) => (this.text += text));
    socket.on('error', () => undefined);
    server.cleanups.push(() => socket.destroy());
  }

  static open(): Wire {
    const { hostname, port } = new URL(server.url);
    return new Wire(connect(Number(port), hostname));
  }

  ask(path: string, { method = 'GET', version = '1.1' } = {}): this {
    const head = [`${method} ${path} HTTP/${version}`, 'Host: localhost', `Authorization: Bearer ${ana.accessToken}`];
    this.socket.write(`${head.join('\r\n')}\r\n\r\n`);
    return this;
  }

  async has(text: string, withinMs = WITHIN_MS): Promise<void> {
    await until(
      () => `${text} in ${this.text}`,
      () => this.text.includes(text),
      withinMs,
    );
  }

  get bodies(): string[] {
    return this.text.split(/HTTP\/1\.1 200 OK\r\n[^]*?\r\n\r\n/).slice(1);
  }
}

const events = (id: string, query = '') => `/api/v1/channels/${id}/events${query}`;
const BEAT = ': alive\n\n';
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const changes = async (since: number, rev: number) => {
  const { items } = await ana.history(channelId);
  const told = items.flatMap((message) =>
    message.rev > since && message.rev <= rev ? [{ rev: message.rev, kind: 'created', message }] : [],
  );
  const data = JSON.stringify({ channelId, since, rev, changes: told });
  return `id: ${rev}\nevent: channel:changes\ndata: ${data}\n\n`;
};
const figure = async (series: string) => {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.split(' ').at(-1) ?? 0);
};
const OPEN = 'tertulia_streams{stream="channel"}';
const nobodyLeft = () => until('no streams', async () => (await figure(OPEN)) === 0, WITHIN_MS);

describe('the bytes of a stream', () => {
  it('are a pause, the place that it begins at, and each event in a chunk of its own', async () => {
    await ana.post(channelId, 'before');
    const wire = Wire.open().ask(events(channelId));
    await wire.has('id: 1\n\n\r\n');
    await ana.post(channelId, 'é1');
    await wire.has('é1');
    await ana.post(channelId, 'é2');
    await wire.has('é2');
    const told = [await changes(1, 2), await changes(2, 3)];
    expect(wire.bodies[0]?.replaceAll(chunk(BEAT), '')).toBe(
      ['retry: 2000\n\n', 'id: 1\n\n', ...told].map(chunk).join(''),
    );
    wire.socket.destroy();
    await nobodyLeft();
  });

  it('are a comment every 15 s where there is nothing to say', { timeout: HEARTBEAT_MS + 2 * WITHIN_MS }, async () => {
    const wire = Wire.open().ask(events(channelId));
    await wire.has(chunk(BEAT), HEARTBEAT_MS + WITHIN_MS);
    expect(wire.bodies[0]).toBe(['retry: 2000\n\n', 'id: 0\n\n', BEAT].map(chunk).join(''));
    wire.socket.destroy();
  });

  it('are no chunks for a client of HTTP/1.0', async () => {
    const wire = Wire.open().ask(events(channelId, '?since=0'), { version: '1.0' });
    await wire.has('retry: 2000\n\n');
    await ana.post(channelId, 'old');
    await wire.has('old');
    const body = wire.text.split('\r\n\r\n')[1]?.replaceAll(BEAT, '');
    expect(body).toBe(`retry: 2000\n\n${await changes(0, 1)}`);
    wire.socket.destroy();
  });

  it('are none where only the head was asked for, and the connection goes on', async () => {
    const wire = Wire.open().ask(events(channelId), { method: 'HEAD' });
    await wire.has('text/event-stream');
    wire.ask('/health/live');
    await wire.has('"status":"ok"');
    expect(wire.bodies[0]).toBe('');
    wire.socket.destroy();
  });

  it('end as HTTP says, and the connection takes the next request', async () => {
    const secret = await ana.createChannel({ kind: 'private' });
    const heir = await Person.register(server);
    await ana.invite(secret.id, heir.id, 'owner');
    const wire = Wire.open().ask(events(secret.id));
    await wire.has('id: 0\n\n');
    await ana.post(secret.id, 'the last that I hear');
    await wire.has('the last that I hear');
    await ana.call('POST', `/channels/${secret.id}/leave`);
    await wire.has('\r\n0\r\n\r\n');
    wire.ask('/health/live');
    await wire.has('"status":"ok"');
    expect(wire.bodies).toHaveLength(2);
    wire.socket.destroy();
  });

  it('wait for the answer before them on the same connection, and are forgotten with it', async () => {
    const wire = Wire.open().ask(events(channelId, '?since=0')).ask(events(channelId, '?since=0'));
    await until('two streams', async () => (await figure(OPEN)) === 2, WITHIN_MS);
    await ana.post(channelId, 'once');
    await wire.has('once');
    expect(wire.bodies).toHaveLength(1);
    wire.socket.destroy();
    await nobodyLeft();
  });
});

it('the figures of streams say how many events they were sent and why they ended', async () => {
  const sent = 'tertulia_stream_events_total{stream="channel"}';
  const left = 'tertulia_stream_disconnects_total{stream="channel",reason="client"}';
  await nobodyLeft();
  const [sentBefore, leftBefore] = [await figure(sent), await figure(left)];
  const wires = [Wire.open(), Wire.open()].map((wire) => wire.ask(events(channelId)));
  await until('two streams', async () => (await figure(OPEN)) === 2, WITHIN_MS);
  for (const body of ['one', 'two', 'three']) {
    await ana.post(channelId, body);
    for (const wire of wires) await wire.has(body);
  }
  for (const { socket } of wires) socket.destroy();
  await nobodyLeft();
  expect([(await figure(sent)) - sentBefore, (await figure(left)) - leftBefore]).toEqual([6, 2]);
});
