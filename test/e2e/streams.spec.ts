import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Controller, Get, Module, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { AuthModule } from '../../src/auth/auth.module.js';
import { SessionsService } from '../../src/auth/sessions.service.js';
import { StreamToken } from '../../src/contract/auth.js';
import { StreamQuery } from '../../src/contract/streams.js';
import { RedisKeys } from '../../src/core/redis/redis-keys.js';
import { MainRedis } from '../../src/core/redis/redis-roles.js';
import type { Principal } from '../../src/core/security/principal.js';
import { Caller, StreamAccess } from '../../src/core/security/security.decorators.js';
import { encodeEvent, encodeRetry } from '../../src/events/event-encoding.js';
import type { EventStream } from '../../src/events/event-stream.js';
import { EventsModule } from '../../src/events/events.module.js';
import { StreamHub } from '../../src/events/stream-hub.js';
import { StreamRegistry } from '../../src/presence/connection-registry.service.js';
import { PresenceModule } from '../../src/presence/presence.module.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { EventClient } from '../support/event-source.js';
import { Person } from '../support/factories.js';
import { call, problemOf, succeeded } from '../support/rest.js';
import { claimsOf, endingIn } from '../support/tokens.js';

const PATH = '/probe/events';
const LIMIT = 4;
const DRAIN_MS = 100;
/** A single socket has a tenth of it. */
const SLOW_DRAIN_MS = '10000';
const WITHIN_MS = 30_000;
const Tick = z.object({ n: z.int(), text: z.string() }).meta({ id: 'ProbeTick' });

interface Opened {
  stream: EventStream;
  lastEventId: string | undefined;
  closed: number;
}
const opened: Opened[] = [];
const hubs: StreamHub[] = [];
const sessions: SessionsService[] = [];
let diesWith: (person: Person, streams: number) => Promise<void>;
const registries: StreamRegistry[] = [];

/** A stream of nothing in particular, as any feature would open one. */
@Controller('probe')
class ProbeController {
  constructor(
    private readonly hub: StreamHub,
    service: SessionsService,
    redis: MainRedis,
    keys: RedisKeys,
    registry: StreamRegistry,
  ) {
    hubs.push(hub);
    /** As an instance leaves it that was killed just now. */
    diesWith = async ({ id }, streams) => {
      const [seconds] = await redis.time();
      await redis.zadd(keys.instances, Number(seconds) * 1000, 'one that died');
      await redis.hset(keys.streamsOf(id), 'one that died', streams);
    };
    sessions.push(service);
    registries.push(registry);
  }

  @Get('events')
  @StreamAccess()
  @ApiOperation({ summary: 'A stream for the tests' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ standardSchema: Tick })
  async events(
    @Caller() caller: Principal,
    @Query({ schema: StreamQuery }) _: StreamQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const entry = { lastEventId: request.get('last-event-id'), closed: 0 };
    const stream = await this.hub.open(response, caller, { stream: 'job', onClose: () => entry.closed++ });
    opened.push(Object.assign(entry, { stream }));
  }
}

@Module({ imports: [EventsModule, AuthModule, PresenceModule], controllers: [ProbeController] })
class ProbeModule {}

let server: Server;
let ana: Person;

beforeAll(async () => {
  const env = { MAX_STREAMS_PER_USER: String(LIMIT), DRAIN_MS: String(DRAIN_MS) };
  server = await Server.start({ instances: 2, modules: [ProbeModule], env });
});
afterAll(() => server.stop());
beforeEach(async () => {
  opened.length = 0;
  ana = await Person.register(server);
});

const tick = (n: number, text = '') => encodeEvent({ id: n, event: 'tick', data: { n, text } });
const streamOf = (index = 0): Opened => {
  const found = opened[index];
  if (!found) throw new Error(`there is no stream ${index}`);
  return found;
};
const openAs = ({ accessToken }: Person, instance = 0) =>
  EventClient.open(server, PATH, { events: ['tick'], bearer: accessToken, instance });
const tokenOf = async (person: Person) => succeeded(StreamToken, await person.call('POST', '/auth/stream-token')).token;
const closedOf = (person: Person) =>
  opened.find(({ stream }) => stream.principal.sessionId === claimsOf(person.accessToken).sid)?.closed;
const chunked = (text: Buffer) => `${text.length.toString(16)}\r\n${text.toString()}\r\n`;
const closes = (index = 0) => until('closed', () => streamOf(index).closed === 1, WITHIN_MS);

/** A client of few words, which reads no more than it is told to. */
async function rawStream(person: Person, instance = 0): Promise<Socket> {
  const { hostname, port } = new URL(server.urlOf(instance));
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  server.cleanups.push(() => socket.destroy());
  const head = [
    `GET /api/v1${PATH} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    `Authorization: Bearer ${person.accessToken}`,
    'Accept-Encoding: gzip, br',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  await once(socket, 'readable');
  return socket;
}

describe('a stream', () => {
  it('brings events with their ids in order, as they are written', async () => {
    const client = await openAs(ana);
    const { stream } = streamOf();
    for (const n of [1, 2, 3]) stream.write(tick(n));
    const events = await client.count(3);
    expect(events.map(({ id, data }) => [id, data])).toEqual([1, 2, 3].map((n) => [String(n), { n, text: '' }]));
    stream.write(tick(4));
    await client.count(4);
  });

  it('is uncompressed, uncached and not kept back by proxies', async () => {
    const headers = { 'accept-encoding': 'gzip, br' };
    const answer = await call(server, 'GET', PATH, { token: ana.accessToken, headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(answer.headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    expect(answer.headers.get('content-encoding')).toBeNull();
    await closes();
  });

  it('sends what one turn writes at once, the same bytes to everyone', async () => {
    const socket = await rawStream(ana);
    const { stream } = streamOf();
    const first = String(socket.read());
    expect(first).toMatch(/\r\n\r\n[\da-f]+\r\nretry: \d+\n\n\r\n$/);
    stream.write(tick(1));
    stream.write(tick(2));
    await once(socket, 'readable');
    expect(String(socket.read())).toBe([tick(1), tick(2)].map(({ text }) => chunked(text)).join(''));
  });

  it('tells its owner once that the client has left, and counts no longer', async () => {
    const client = await openAs(ana);
    const before = hubs[0]?.size ?? 0;
    client.close();
    await closes();
    expect(hubs[0]?.size).toBe(before - 1);
    streamOf().stream.write(tick(1));
    await streamOf().stream.end('complete');
    expect(streamOf().closed).toBe(1);
  });

  it('comes back by itself with the id of its last event', async () => {
    const client = await openAs(ana);
    streamOf().stream.write(tick(41));
    await client.count(1);
    await streamOf().stream.end('complete', encodeRetry(1));
    await until('a second stream', () => opened.length === 2, WITHIN_MS);
    expect([streamOf(0).lastEventId, streamOf(1).lastEventId]).toEqual([undefined, '41']);
  });
});

describe('room for more', () => {
  /** Writes more than the operating system takes of a client that does not read, and waits for room. */
  async function full(): Promise<{ client: Socket; stream: EventStream; drained: () => boolean }> {
    const client = await rawStream(ana);
    const { stream } = streamOf();
    let waiting = false;
    let n = 0;
    while (!waiting) {
      stream.write(tick(++n, 'x'.repeat(1_000_000)));
      // What one turn writes is sent at its end.
      await new Promise(setImmediate);
      waiting = true;
      void stream.drained().then(() => (waiting = false));
      await new Promise(setImmediate);
    }
    return { client, stream, drained: () => !waiting };
  }

  it('is there once the client has taken what was written', async () => {
    const { client, drained } = await full();
    expect(drained()).toBe(false);
    client.resume();
    await until('there is room', drained, WITHIN_MS);
  });

  it('is waited for no longer than the client is there', async () => {
    const { client, drained } = await full();
    client.destroy();
    await until('nobody waits', drained, WITHIN_MS);
    expect(streamOf().closed).toBe(1);
  });
});

describe('who may open one', () => {
  it('is whoever has a stream token in the URL, as browsers do', async () => {
    const client = await EventClient.open(server, `${PATH}?token=${await tokenOf(ana)}`, { events: ['tick'] });
    expect(streamOf().stream.principal).toMatchObject({ userId: ana.id });
    streamOf().stream.write(tick(1));
    await client.count(1);
  });

  it('is nobody without a token, with one of another kind, or of a session that has ended', async () => {
    const gone = await ana.signInAgain();
    const late = await tokenOf(gone);
    await gone.call('POST', '/auth/logout');
    for (const query of ['', '?token=', '?token=nonsense', `?token=${ana.accessToken}`, `?token=${late}`]) {
      const answer = await call(server, 'GET', `${PATH}${query}`);
      expect(problemOf(answer)).toMatchObject({ status: 401, code: 'unauthenticated' });
    }
    expect(opened).toEqual([]);
  });

  it('is not decided by a stream token where no stream is', async () => {
    const token = await tokenOf(ana);
    expect((await call(server, 'GET', `/users/me?token=${token}`)).status).toBe(401);
    expect((await call(server, 'GET', '/users/me', { token })).status).toBe(401);
  });

  it('is refused past the limit of streams, in the form of every refusal', async () => {
    const clients = await Promise.all(Array.from({ length: LIMIT }, () => openAs(ana)));
    const refusal = await call(server, 'GET', PATH, { token: ana.accessToken });
    expect(problemOf(refusal)).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThan(0);
    clients[0]?.close();
    await until('one has left', () => opened.some(({ closed }) => closed === 1), WITHIN_MS);
    await openAs(ana);
  });
});

describe('who comes back from an instance that died', () => {
  it('is not refused for the streams they had there, which still count', async () => {
    await diesWith(ana, LIMIT);
    const refusal = await call(server, 'GET', PATH, { token: ana.accessToken });
    expect(problemOf(refusal)).toMatchObject({ status: 429 });
    // An EventSource gives up after any other answer.
    const again = { events: ['tick'], bearer: ana.accessToken, lastEventId: '1' };
    const clients = await Promise.all(Array.from({ length: LIMIT }, () => EventClient.open(server, PATH, again)));
    expect(clients.map(({ refused }) => refused)).toEqual(clients.map(() => null));
  });

  it('is refused past the limit of streams that are there', async () => {
    await Promise.all(Array.from({ length: LIMIT }, () => openAs(ana)));
    const client = EventClient.start(server, PATH, { events: ['tick'], bearer: ana.accessToken, lastEventId: '1' });
    expect(await client.ended()).toBe(429);
  });
});

/** Their session is over when their stream is let in, and no event says so. */
async function endedWhileOpened(person: Person): Promise<void> {
  const [registry] = registries;
  if (!registry) throw new Error('the instance has no streams');
  const reserve = registry.reserve.bind(registry);
  vi.spyOn(registry, 'reserve').mockImplementationOnce(async (userId) => {
    const { sid } = claimsOf(person.accessToken);
    await server.db.query('UPDATE sessions SET revoked_at = now() WHERE id = $1', [sid]);
    return reserve(userId);
  });
  await openAs(person);
}

describe('a stream ends', () => {
  it('with its session, also where another instance ended that', async () => {
    const other = await ana.signInAgain();
    const [here, stays] = [await openAs(other, 1), await openAs(ana, 1)];
    await other.call('POST', '/auth/logout');
    await closes(0);
    expect(await here.ended()).toBe(401);
    streamOf(1).stream.write(tick(1));
    await stays.count(1);
  });

  it('where its session ended while it was opened', async () => {
    const other = await ana.signInAgain();
    await endedWhileOpened(other);
    await closes();
    expect(streamOf().closed).toBe(1);
  });

  it('where it could not be looked up whether its session had ended', async () => {
    const other = await ana.signInAgain();
    const { sid } = claimsOf(other.accessToken);
    const [service] = sessions;
    if (!service) throw new Error('nobody looks');
    const live = service.live.bind(service);
    let refused = 0;
    const looks = vi.spyOn(service, 'live').mockImplementation((ids) => {
      if (!ids.includes(sid) || refused++ > 0) return live(ids);
      return Promise.reject(new Error('PostgreSQL is away'));
    });
    await endedWhileOpened(other);
    await closes();
    looks.mockRestore();
    expect(refused).toBeGreaterThan(1);
  });

  it('at the end of the token that it was opened with, where its session is over by then', async () => {
    const other = await ana.signInAgain();
    const openForAWhile = ({ accessToken }: Person) =>
      EventClient.open(server, PATH, { events: ['tick'], bearer: endingIn(10, accessToken) });
    const { sid } = claimsOf(other.accessToken);
    const looks = sessions.map((each) => vi.spyOn(each, 'live').mock.calls);
    await Promise.all([openForAWhile(other), openForAWhile(ana)]);
    // A new stream is looked after once in any case.
    await until('a look', () => looks.flat(2).some((ids) => ids.includes(sid)), WITHIN_MS);
    // No event says so.
    await server.db.query('UPDATE sessions SET revoked_at = now() WHERE id = $1', [sid]);
    await until('one is closed', () => opened.some(({ closed }) => closed === 1), WITHIN_MS);
    expect([closedOf(other), closedOf(ana)]).toEqual([1, 0]);
  });

  it('where its client does not take what is written, and nobody waits for that', async () => {
    const [slow, reads] = [await rawStream(ana), await openAs(ana)];
    slow.pause();
    const text = 'x'.repeat(65_536);
    let n = 0;
    await until(
      'dropped',
      () => {
        n++;
        for (const { stream } of opened) stream.write(tick(n, text));
        return streamOf(0).closed === 1;
      },
      WITHIN_MS,
    );
    await reads.event(({ id }) => id === String(n));
    expect(streamOf(1).closed).toBe(0);
  });
});

it('an instance that stops tells each client when to come back, and takes no new ones', async () => {
  const instance = await server.addInstance();
  const index = server.instances.length - 1;
  const socket = await rawStream(ana, index);
  socket.read();
  const stopped = instance.stop();
  await once(socket, 'readable');
  const [, retry] = /^[\da-f]+\r\nretry: (\d+)\n\n\r\n0\r\n\r\n$/.exec(String(socket.read())) ?? [];
  expect(Number(retry)).toBeLessThanOrEqual(DRAIN_MS);
  await closes();
  await stopped;
});

it('while an instance is stopping, streams are refused so that clients try another', async () => {
  const instance = await server.addInstance({ DRAIN_MS: SLOW_DRAIN_MS });
  const index = server.instances.length - 1;
  const socket = await ana.connect({ instance: index });
  const stopped = instance.stop();
  await socket.event('server:draining');
  const answer = await call(server, 'GET', PATH, { token: ana.accessToken, instance: index });
  expect(problemOf(answer)).toMatchObject({ status: 503, code: 'unavailable' });
  await stopped;
});

it('a stream that was being let in when the instance began to stop is refused, and counts no more', async () => {
  const instance = await server.addInstance({ DRAIN_MS: SLOW_DRAIN_MS });
  const index = server.instances.length - 1;
  const registry = registries[index];
  if (!registry) throw new Error('the instance has no streams');
  // While there are sockets the instance takes its time to end.
  const socket = await ana.connect({ instance: index });
  const gate = Promise.withResolvers<void>();
  const reserve = registry.reserve.bind(registry);
  const reserved = vi.spyOn(registry, 'reserve').mockImplementation(async (userId) => {
    const granted = await reserve(userId);
    await gate.promise;
    return granted;
  });
  const released = vi.spyOn(registry, 'release');
  const answer = call(server, 'GET', PATH, { token: ana.accessToken, instance: index });
  await until('it is let in', () => reserved.mock.calls.length === 1, WITHIN_MS);
  const stopped = instance.stop();
  await socket.event('server:draining');
  gate.resolve();
  expect(problemOf(await answer)).toMatchObject({ status: 503, code: 'unavailable' });
  expect(released.mock.calls).toEqual([[ana.id]]);
  expect(opened).toEqual([]);
  await stopped;
});
