import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MyChannel } from '../../src/contract/channels.js';
import { MessageLimits } from '../../src/contract/messages.js';
import { Server } from '../support/app.js';
import { ChatSocket } from '../support/client.js';
import { until } from '../support/cluster/until.js';
import { answeredOtherwise, noSuchId, Person } from '../support/factories.js';
import { problemOf, statusesOf } from '../support/rest.js';

let server: Server;
let ana: Person;

beforeAll(async () => {
  server = await Server.start({
    instances: 2,
    env: {
      MAX_SOCKETS_PER_USER: '3',
      FLOOD_LIMIT: '20',
      SEND_RATE: '5/1m',
      EVENT_RATE: '60/1m',
      CHANNEL_RATE: '3/1h',
      MAX_BODY_LENGTH: '10',
      MAX_FRAME_BYTES: '4096',
    },
  });
  ana = await Person.register(server);
});
afterAll(() => server.stop());

describe('MAX_SOCKETS_PER_USER', () => {
  it('counts over all instances, says why, and counts down when a socket closes', async () => {
    const person = await Person.register(server);
    const [first] = [
      await person.connect({ instance: 0 }),
      await person.connect({ instance: 0 }),
      await person.connect({ instance: 1 }),
    ];
    for (const instance of [0, 1]) {
      const refusal = await ChatSocket.refusal(server, person.accessToken, { instance });
      expect(refusal).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
    }
    first.close();
    const connects = () =>
      person.connect({ instance: 1 }).then(
        () => true,
        () => false,
      );
    await until('room for one more', connects, 30_000);
    expect(await ChatSocket.refusal(server, person.accessToken)).toMatchObject({ code: 'rate_limited' });
  });

  it('lets three of ten at once in', async () => {
    const person = await Person.register(server);
    const attempts = Array.from({ length: 10 }, (_, i) => person.connect({ instance: i % 2 }).catch(() => null));
    const sockets = await Promise.all(attempts);
    expect(sockets.filter((socket) => socket !== null)).toHaveLength(3);
    expect((await (await Person.register(server)).connect()).closed).toBeNull();
  });
});

describe('FLOOD_LIMIT', () => {
  it('closes a socket that goes on after so many refusals, each of them answered', async () => {
    const person = await Person.register(server);
    const [flooding, bystander] = [await person.connect(), await person.connect()];
    const acks = await Promise.all(Array.from({ length: 20 }, () => flooding.request('message:send', { body: 5 })));
    for (const ack of acks) expect(ack).toMatchObject({ ok: false, error: { code: 'validation_failed' } });
    expect(await flooding.end()).toBe('io server disconnect');
    expect(await bystander.request('echo', 'fine')).toEqual({ ok: true, data: 'fine' });
  });

  it('counts refusals in a row', async () => {
    const socket = await (await Person.register(server)).connect();
    for (let round = 0; round < 3; round++) {
      const requests = Array.from({ length: 15 }, () => socket.request('nonsense', {}));
      for (const ack of await Promise.all(requests)) expect(ack.ok).toBe(false);
      expect((await socket.request('echo', round)).ok).toBe(true);
    }
    expect(socket.closed).toBeNull();
  });
});

describe('SEND_RATE', () => {
  it('refuses one who sends too fast, at both doors, and says when to go on', async () => {
    const person = await Person.register(server);
    const { id } = await person.createChannel();
    const socket = await person.connect();
    const sent = await Promise.all(Array.from({ length: 5 }, (_, i) => socket.send(id, `n ${i}`)));
    expect(sent.map(({ message }) => message.seq).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
    const input = { channelId: id, clientId: noSuchId(), body: 'more' };
    const error = await socket.refuse('message:send', input);
    expect(error).toMatchObject({ code: 'rate_limited' });
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect(error.retryAfterMs).toBeLessThanOrEqual(60_000);
    const answer = await person.call('POST', `/channels/${id}/messages`, { clientId: noSuchId(), body: 'more' });
    expect(problemOf(answer)).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    const other = await Person.register(server);
    await person.invite(id, other.id);
    expect((await other.post(id, 'mine')).message.seq).toBe(6);
  });
});

describe('CHANNEL_RATE', () => {
  it('counts what somebody makes, through both doors and on all instances, and not what is there', async () => {
    const [person, other, third] = [
      await Person.register(server),
      await Person.register(server),
      await Person.register(server),
    ];
    const socket = await person.connect({ instance: 1 });
    await person.createChannel({ kind: 'private' });
    await socket.ask(MyChannel, 'channel:create', { name: 'by socket', kind: 'public' });
    const direct = ({ id }: Person) => person.call('POST', '/channels/direct', { userIds: [id] });
    expect(statusesOf([await direct(other), await direct(other), await direct(other)])).toEqual([200, 200, 201]);
    const refused = await direct(third);
    expect(problemOf(refused)).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const create = ['POST', '/channels', { name: 'one more', kind: 'public' }] as const;
    expect(await answeredOtherwise(person, [[...create]], 'rate_limited')).toEqual([]);
    expect(await socket.refuse('channel:create', create[2])).toMatchObject({ code: 'rate_limited' });
    expect(await socket.refuse('channel:direct', { userIds: [third.id] })).toMatchObject({ code: 'rate_limited' });
    expect((await direct(other)).status).toBe(200);
    expect((await third.call(...create)).status).toBe(201);
  });
});

describe('EVENT_RATE', () => {
  it('refuses requests beyond it, and leaves sends to their own rate', async () => {
    const person = await Person.register(server);
    const { id } = await person.createChannel();
    const socket = await person.connect();
    const acks = await Promise.all(Array.from({ length: 60 }, (_, i) => socket.request('echo', i)));
    expect(acks.every(({ ok }) => ok)).toBe(true);
    const error = await socket.refuse('echo', 60);
    expect(error.code).toBe('rate_limited');
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect((await socket.send(id, 'a send')).message.seq).toBe(1);
  });
});

describe('MAX_BODY_LENGTH', () => {
  it('holds at both doors', async () => {
    const { id } = await ana.createChannel();
    const errors = [{ path: 'body', message: 'must be at most 10 characters' }];
    const body = 'x'.repeat(11);
    const answer = await ana.call('POST', `/channels/${id}/messages`, { clientId: noSuchId(), body });
    expect(problemOf(answer)).toMatchObject({ code: 'validation_failed', errors });
    const socket = await ana.connect();
    expect(await socket.refuse('message:send', { channelId: id, clientId: noSuchId(), body })).toMatchObject({
      errors,
    });
    expect(problemOf(await ana.call('POST', '/messages/preview', { body }))).toMatchObject({ errors });
    expect(await ana.get(MessageLimits, '/messages/limits')).toEqual({ bodyLength: 10 });
  });
});

describe('MAX_FRAME_BYTES', () => {
  it('refuses a REST body that is too large', async () => {
    const answer = await ana.call('POST', '/channels', { name: 'x'.repeat(5000), kind: 'public' });
    expect(problemOf(answer)).toMatchObject({ status: 413, code: 'payload_too_large' });
  });

  it('ends a connection that sends too large a frame, and that one alone', async () => {
    const [large, small] = [await ana.connect(), await ana.connect()];
    large.client.emit('echo', 'x'.repeat(5000));
    await large.end();
    expect((await small.request('echo', 'x'.repeat(3000))).ok).toBe(true);
  });
});

describe('an idle HTTP connection', () => {
  it('is kept longer than proxies keep theirs', async () => {
    const { headers } = await fetch(`${server.url}/health/live`);
    expect(Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1])).toBeGreaterThan(60);
  });
});
