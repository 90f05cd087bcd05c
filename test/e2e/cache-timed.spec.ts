import { Controller, Get, HttpCode, Module, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { Id } from '../../src/contract/ids.js';
import { Cached, Invalidates } from '../../src/core/cache/cached.decorator.js';
import { notFound } from '../../src/core/errors/domain-error.js';
import type { Principal } from '../../src/core/security/principal.js';
import { Caller } from '../../src/core/security/security.decorators.js';
import { Server } from '../support/app.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { until } from '../support/cluster/until.js';
import { noSuchId, Person } from '../support/factories.js';
import { succeeded } from '../support/rest.js';

const WITHIN_MS = 30_000;
const LONG = 600;
const Figure = z.object({ of: z.string(), n: z.int(), caller: z.string() }).meta({ id: 'ProbeFigure' });

/** How often the routes were asked; what they answer. */
let asked = 0;
const askedOf = new Map<string, number>();
const changed: string[] = [];
let gate: Promise<void> = Promise.resolve();

const times = (of: string): number => askedOf.get(of) ?? 0;

async function figure(of: string, caller: string): Promise<z.infer<typeof Figure>> {
  const n = ++asked;
  askedOf.set(of, times(of) + 1);
  await gate;
  return { of, n, caller };
}

/** Figures of nothing in particular, as any feature would keep them. */
@Controller('probe/:id')
class ProbeController {
  @Get('mine')
  @Cached({ cache: 'probe', ttlSeconds: LONG, tags: ({ id }) => [`probe:${id}`] })
  @ApiOperation({ summary: 'For each caller' })
  @ApiOkResponse({ standardSchema: Figure })
  mine(@Caller() { userId }: Principal, @Param('id', { schema: Id }) of: string): Promise<z.infer<typeof Figure>> {
    return figure(of, userId);
  }

  @Get('everybodys')
  @Cached({ cache: 'probe', key: ({ id }) => id, ttlSeconds: LONG, tags: ({ id }) => [`probe:${id}`] })
  @ApiOperation({ summary: 'For all callers' })
  @ApiOkResponse({ standardSchema: Figure })
  everybodys(@Param('id', { schema: Id }) of: string): Promise<z.infer<typeof Figure>> {
    return figure(of, 'everybody');
  }

  @Get('old')
  @Cached({ cache: 'probe', key: ({ id }) => `old:${id}`, ttlSeconds: 0, staleSeconds: LONG })
  @ApiOperation({ summary: 'Never fresh' })
  @ApiOkResponse({ standardSchema: Figure })
  old(@Param('id', { schema: Id }) of: string): Promise<z.infer<typeof Figure>> {
    return figure(of, 'everybody');
  }

  @Get('missing')
  @Cached({ cache: 'probe', key: ({ id }) => `missing:${id}`, ttlSeconds: LONG, missingSeconds: LONG })
  @ApiOperation({ summary: 'Never there' })
  @ApiOkResponse({ standardSchema: Figure })
  async missing(@Param('id', { schema: Id }) of: string): Promise<z.infer<typeof Figure>> {
    await figure(of, 'nobody');
    throw notFound('Figure');
  }

  @Post('change')
  @HttpCode(204)
  @Invalidates(({ id }) => [`probe:${id}`])
  @ApiOperation({ summary: 'What was kept is not true any more' })
  @ApiNoContentResponse()
  change(@Param('id', { schema: Id }) of: string): void {
    changed.push(of);
  }
}

@Module({ controllers: [ProbeController] })
class ProbeModule {}

let server: Server;
let proxy: BreakableProxy;
let ana: Person;
let bruno: Person;
let id: string;

const get = (person: Person, what: string, instance = 0) =>
  person.call('GET', `/probe/${id}/${what}`, undefined, { instance });
const figureOf = async (person: Person, what: string, instance = 0) =>
  succeeded(Figure, await get(person, what, instance)).n;

/** Whether something new that one instance worked out is what the other one answers. */
async function servedByTheOther(): Promise<boolean> {
  id = noSuchId();
  const n = await figureOf(ana, 'everybodys');
  return (await figureOf(ana, 'everybodys', 1)) === n;
}

beforeAll(async () => {
  const redis = new URL(inject('redisUrl'));
  proxy = await BreakableProxy.before({ host: redis.hostname, port: Number(redis.port) });
  server = await Server.start({ modules: [ProbeModule] });
  await server.addInstance({ REDIS_CACHE_URL: `redis://127.0.0.1:${proxy.port}/1` });
  ana = await Person.register(server);
  bruno = await Person.register(server);
});
afterAll(async () => {
  await server.stop();
  await proxy.close();
});
beforeEach(() => {
  id = noSuchId();
});
afterEach(() => {
  gate = Promise.resolve();
  proxy.restore();
});

describe('what is kept for a time', () => {
  it('is worked out once, for all who ask at one time and after them', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    const crowd = Array.from({ length: 50 }, () => figureOf(ana, 'everybodys'));
    await until('asked', () => times(id) > 0, WITHIN_MS);
    resolve();
    const answers = new Set(await Promise.all(crowd));
    expect([...answers]).toEqual([await figureOf(bruno, 'everybodys')]);
    expect(times(id)).toBe(1);
  });

  it('is each caller’s own where it depends on them', async () => {
    const callers = [await get(ana, 'mine'), await get(bruno, 'mine'), await get(ana, 'mine')].map(
      (answer) => succeeded(Figure, answer).caller,
    );
    expect(callers).toEqual([ana.id, bruno.id, ana.id]);
  });

  it('serves the other instances too, by way of Redis', async () => {
    // It is there soon, and not at all where Redis was slow a moment ago: whoever asks too early has their own.
    expect(await until('the other instance is served', servedByTheOther, WITHIN_MS)).toBeLessThan(WITHIN_MS);
  });

  it('is answered at once when it is old, and fetched anew behind that', async () => {
    const first = await figureOf(ana, 'old');
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    expect(await figureOf(ana, 'old')).toBe(first);
    await until('fetched anew', () => times(id) > 1, WITHIN_MS);
    expect(await figureOf(ana, 'old')).toBe(first);
    resolve();
    await until('the new one', async () => (await figureOf(ana, 'old')) > first, WITHIN_MS);
  });

  it('may be that there is nothing', async () => {
    const answers = [await get(ana, 'missing'), await get(bruno, 'missing')];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(times(id)).toBe(1);
  });

  it('ends where something changes what it says: here at once, elsewhere as soon as they hear of it', async () => {
    const old = [await figureOf(ana, 'everybodys'), await figureOf(ana, 'everybodys', 1)];
    await ana.call('POST', `/probe/${id}/change`);
    expect(changed).toContain(id);
    expect(await figureOf(ana, 'everybodys')).toBeGreaterThan(Math.max(...old));
    const isNew = async () => (await figureOf(ana, 'everybodys', 1)) > Math.max(...old);
    await until('the other instance knows', isNew, WITHIN_MS);
  });

  it('is not kept where it changed while it was worked out, and not for those who come after that', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    const early = figureOf(ana, 'everybodys');
    await until('asked', () => times(id) > 0, WITHIN_MS);
    await ana.call('POST', `/probe/${id}/change`);
    const late = figureOf(ana, 'everybodys');
    resolve();
    const first = await early;
    expect(await late).toBeGreaterThan(first);
    expect(await figureOf(ana, 'everybodys')).toBeGreaterThan(first);
  });

  it.each<[string, () => void]>([
    ['is away', () => proxy.cut()],
    ['hangs', () => proxy.blackhole()],
  ])('is kept by each instance for itself while Redis %s, and nobody waits for it', async (_, breakRedis) => {
    breakRedis();
    // 100 ms for Redis once, and not ten times; a busy machine has its moments.
    const soon = async () => {
      id = noSuchId();
      const from = performance.now();
      for (let i = 0; i < 10; i++) await figureOf(ana, 'everybodys', 1);
      expect(times(id)).toBe(1);
      return performance.now() - from < 1000;
    };
    await until('nobody waits', soon, WITHIN_MS);
  });

  it('may be for administrators alone: one works it out for all of them, and nobody else sees it', async () => {
    const history = async (person: Person) => (await person.call('GET', '/dashboard/history?range=30d')).status;
    const missed = async () => {
      const text = await (await fetch(`${server.url}/metrics`)).text();
      return Number(/tertulia_cache_requests_total\{cache="dashboard-history",outcome="miss"\} (\d+)/.exec(text)?.[1]);
    };
    // A minute that is recorded just then ends what was kept. Each time somebody else: nobody is served what was their own.
    const servedToAnother = async () => {
      const other = await Person.register(server);
      const role = (name: string) => server.db.query('UPDATE users SET role = $1 WHERE id = $2', [name, other.id]);
      expect(await history(ana)).toBe(200);
      const misses = await missed();
      expect(await history(other)).toBe(403);
      await role('admin');
      expect(await history(other)).toBe(200);
      const served = (await missed()) === misses;
      await role('member');
      expect(await history(other)).toBe(403);
      return served;
    };
    await until('another one is served what was worked out', servedToAnother, WITHIN_MS);
  });

  it('is counted, by how it was answered', async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    for (const outcome of ['hit', 'miss', 'stale', 'missing']) {
      expect(text).toMatch(new RegExp(`tertulia_cache_requests_total{cache="probe",outcome="${outcome}"} [1-9]`));
    }
  });
});
