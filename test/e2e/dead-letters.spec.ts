import type { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { FailedJobs } from '../../src/admin/failed-jobs.js';
import { AuditPage, DeadLetterPage, Discarded, Replayed } from '../../src/contract/admin.js';
import { Problem } from '../../src/contract/errors.js';
import { cookieOf, visit } from '../support/admin-pages.js';
import { Server } from '../support/app.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { until } from '../support/cluster/until.js';
import { answeredOtherwise, Person } from '../support/factories.js';
import { BAD_DATA, NO_TABLE, queueOf, SAMPLE_JOB, SAMPLE_TABLE, sampleQueue, withoutTable } from '../support/queues.js';
import { problemOf, succeeded } from '../support/rest.js';

const BAD_PAYLOAD = 'cleanup: bad payload Invalid input: expected object, received string';

let server: Server;
let owner: Person;
let queue: Queue;

beforeAll(async () => {
  server = await Server.start({ worker: true });
  owner = await Person.register(server);
  queue = queueOf(server, sampleQueue);
  server.cleanups.push(() => void queue.close());
});
afterAll(() => server.stop());

const letters = (query = '') => owner.get(DeadLetterPage, `/admin/dead-letters${query}`);
const replay = async (body: object) =>
  succeeded(Replayed, await owner.call('POST', '/admin/dead-letters/replay', { queue: sampleQueue.name, ...body }))
    .replayed;
const failed = (count: number) =>
  until('the jobs failed', async () => (await queue.getFailedCount()) === count, 30_000);
const audited = async () => (await owner.get(AuditPage, '/admin/audit?action=dead-letters.replay')).items;

/** Until it is told to end: so many replays and discards all wait for the last of them. */
function beginTogether(count: number): () => void {
  const begun = Promise.withResolvers<void>();
  let missing = count;
  const spies = (['discard', 'retry'] as const).map((name) => {
    const original = FailedJobs.prototype[name];
    return vi.spyOn(FailedJobs.prototype, name).mockImplementation(async function (this: FailedJobs, ...input) {
      if (--missing === 0) begun.resolve();
      await begun.promise;
      return original.apply(this, input);
    });
  });
  return () => spies.forEach((spy) => spy.mockRestore());
}

describe('jobs that failed for good', () => {
  it('are there none of at first', async () => {
    expect(await letters()).toEqual({ items: [], nextCursor: null, reasons: [] });
  });

  it('are listed by reason, the newest first and page by page', async () => {
    await queue.addBulk([1, 2, 3].map(() => ({ name: SAMPLE_JOB, data: BAD_DATA })));
    await failed(3);
    await withoutTable(server, SAMPLE_TABLE, async () => {
      await queue.add(SAMPLE_JOB, {}, { jobId: 'blameless' });
      await failed(4);
    });
    const all = await letters();
    expect(all.reasons).toEqual([
      { queue: sampleQueue.name, reason: BAD_PAYLOAD, count: 3 },
      { queue: sampleQueue.name, reason: NO_TABLE, count: 1 },
    ]);
    const [newest] = all.items;
    expect(newest).toMatchObject({
      queue: sampleQueue.name,
      id: 'blameless',
      name: SAMPLE_JOB,
      reason: NO_TABLE,
      attempts: 1,
    });
    expect(newest?.data).toEqual({});
    const times = all.items.map(({ failedAt }) => failedAt);
    expect(times).toEqual(times.toSorted().toReversed());

    const byPage: string[] = [];
    let cursor = '';
    do {
      const page = await letters(`?limit=1${cursor}`);
      byPage.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor === null ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`;
    } while (cursor !== '');
    expect(byPage).toEqual(all.items.map(({ id }) => id));
  });

  it('are shown of one reason alone', async () => {
    const { items, reasons } = await letters(`?queue=${sampleQueue.name}&reason=${encodeURIComponent(BAD_PAYLOAD)}`);
    expect(items).toHaveLength(3);
    expect(reasons).toEqual([{ queue: sampleQueue.name, reason: BAD_PAYLOAD, count: 3 }]);
  });

  it('are done after a replay, once what was wrong is put right, and the replay is written down', async () => {
    expect(await replay({ reason: NO_TABLE })).toBe(1);
    await until('it is done', async () => (await (await queue.getJob('blameless'))?.isCompleted()) ?? false, 30_000);
    expect((await letters()).items).toHaveLength(3);
    expect(await audited()).toMatchObject([
      { actorId: owner.id, target: sampleQueue.name, detail: { reason: NO_TABLE, jobs: 1 }, ip: '127.0.0.1' },
    ]);
  });

  it('are gone once they are discarded, those alone that were chosen, and that is written down', async () => {
    const before = (await letters()).items.map(({ id }) => id);
    await queue.add(SAMPLE_JOB, BAD_DATA, { jobId: 'hopeless' });
    await failed(before.length + 1);
    const body = { queue: sampleQueue.name, jobIds: ['hopeless', 'no-such-job'] };
    expect(succeeded(Discarded, await owner.call('POST', '/admin/dead-letters/discard', body))).toEqual({
      discarded: 1,
    });
    expect((await letters()).items.map(({ id }) => id)).toEqual(before);
    expect(await queue.getJob('hopeless')).toBeUndefined();
    const { items } = await owner.get(AuditPage, '/admin/audit?action=dead-letters.discard');
    expect(items).toMatchObject([{ actorId: owner.id, target: sampleQueue.name, detail: { jobs: 2 } }]);
  });

  it('are tried even where BullMQ has given them up for the workers that they took along', async () => {
    await withoutTable(server, SAMPLE_TABLE, async () => {
      await queue.add(SAMPLE_JOB, {}, { jobId: 'given-up' });
      await failed(4);
    });
    const redis = new Redis(inject('redisUrl'));
    await redis.hset(queue.toKey('given-up'), 'defa', 'job stalled more than allowable limit');
    redis.disconnect();
    expect(await replay({ jobIds: ['given-up'] })).toBe(1);
    await until('it is done', async () => (await (await queue.getJob('given-up'))?.isCompleted()) ?? false, 30_000);
  });

  it('fail again where nothing was put right, and count anew', async () => {
    const [one] = (await letters()).items;
    const { id = '' } = one ?? {};
    expect(await replay({ jobIds: [id, id, 'no-such-job'] })).toBe(1);
    await failed(3);
    expect(await replay({ all: true })).toBe(3);
    await failed(3);
    expect((await letters()).items.map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
    expect((await audited()).map(({ detail }) => detail)).toMatchObject([
      { all: true, jobs: 3 },
      { jobIds: [id, id, 'no-such-job'], jobs: 2 },
      { jobIds: ['given-up'] },
      { reason: NO_TABLE },
    ]);
  });

  it('are chosen in one way, from a queue that there is', async () => {
    for (const body of [{}, { all: true, jobIds: ['1'] }, { reason: 'x', all: true }]) {
      const answer = await owner.call('POST', '/admin/dead-letters/replay', { queue: sampleQueue.name, ...body });
      expect(problemOf(answer).errors).toEqual([{ path: 'jobIds', message: 'give one of jobIds, reason and all' }]);
    }
    const answer = await owner.call('POST', '/admin/dead-letters/replay', { queue: 'nothing', all: true });
    expect(problemOf(answer).errors).toMatchObject([
      { path: 'queue', message: expect.stringMatching(/^must be one of .*\bpush\b/) as string },
    ]);
  });

  it('are discarded or tried again once, however many ask for it at the same time', async () => {
    const before = (await letters()).items.length;
    const jobIds = Array.from({ length: 60 }, (_, i) => `wanted-${i}`);
    await queue.addBulk(jobIds.map((jobId) => ({ name: SAMPLE_JOB, data: BAD_DATA, opts: { jobId } })));
    await failed(before + jobIds.length);
    const wanted = { queue: sampleQueue.name, jobIds };
    const discard = async () =>
      succeeded(Discarded, await owner.call('POST', '/admin/dead-letters/discard', wanted)).discarded;
    const release = beginTogether(3);
    try {
      const [first, second, replayed] = await Promise.all([discard(), discard(), replay({ jobIds })]);
      expect(first + second + replayed).toBe(jobIds.length);
      await failed(before + replayed);
    } finally {
      release();
    }
    await discard();
    expect(await Promise.all(jobIds.map((id) => queue.getJob(id)))).toEqual(jobIds.map(() => undefined));
    expect((await letters()).items).toHaveLength(before);
  });
});

describe('what operators may, nobody else may', () => {
  it('whatever the role in their token says', async () => {
    const member = await Person.register(server);
    const former = await Person.register(server);
    await server.db.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [former.id]);
    await former.refresh();
    await server.db.query(`UPDATE users SET role = 'member' WHERE id = $1`, [former.id]);
    for (const person of [member, former]) {
      const others = await answeredOtherwise(
        person,
        [
          ['GET', '/admin/dead-letters'],
          ['GET', '/admin/audit'],
          ['POST', '/admin/dead-letters/replay', { queue: sampleQueue.name, all: true }],
        ],
        'forbidden',
      );
      expect(others).toEqual([]);
    }
  });
});

describe('the audit log', () => {
  it('goes on page by page, the newest first', async () => {
    const all = await owner.get(AuditPage, '/admin/audit');
    const [first] = (await owner.get(AuditPage, '/admin/audit?limit=1')).items;
    const rest = await owner.get(AuditPage, `/admin/audit?cursor=${first?.id}`);
    expect(all.items.length).toBeGreaterThan(2);
    expect([first, ...rest.items]).toEqual(all.items);
    expect(all.items.map(({ at }) => at)).toEqual(
      all.items
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
  });
});

describe('while Redis is away', () => {
  let proxy: BreakableProxy;
  let apart: Server;
  let ana: Person;
  let cookie: string;

  beforeAll(async () => {
    const redis = new URL(inject('redisUrl'));
    proxy = await BreakableProxy.before({ host: redis.hostname, port: Number(redis.port) });
    const env = { REDIS_URL: `redis://127.0.0.1:${proxy.port}`, REDIS_CACHE_URL: inject('redisUrl') };
    apart = await Server.start({ env });
    ana = await Person.register(apart);
    cookie = await cookieOf(ana);
  });
  afterAll(async () => {
    await apart.stop();
    await proxy.close();
  });

  /** What each door answers, and after how many milliseconds all of them have. */
  async function ask(): Promise<{ answers: unknown[]; ms: number }> {
    const from = performance.now();
    const [list, again, board, data] = await Promise.all([
      ana.call('GET', '/admin/dead-letters'),
      ana.call('POST', '/admin/dead-letters/replay', { queue: sampleQueue.name, all: true }),
      visit(apart, '/admin/queues', { cookie }),
      visit(apart, '/admin/queues/api/queues', { cookie, accept: 'application/json' }),
    ]);
    const page = (await board.text()).includes('A backing service is away');
    const { code } = Problem.parse(await data.json());
    return {
      answers: [problemOf(list).code, problemOf(again).code, board.status, page, data.status, code],
      ms: performance.now() - from,
    };
  }
  const away = ['unavailable', 'unavailable', 503, true, 503, 'unavailable'];

  it('the queues are unavailable within 3 s where it hangs', async () => {
    expect((await ana.call('GET', '/admin/dead-letters')).status).toBe(200);
    proxy.blackhole();
    const soon = async () => {
      const { answers, ms } = await ask();
      expect(answers).toEqual(away);
      return ms < 3000;
    };
    await until('all answer within 3 s', soon, 30_000);
  });

  it('and where it refuses', async () => {
    proxy.cut();
    expect((await ask()).answers).toEqual(away);
  });

  it('and are there again when it is back', async () => {
    proxy.restore();
    await until(
      'the board is back',
      async () => (await visit(apart, '/admin/queues', { cookie })).status === 200,
      30_000,
    );
    expect((await ana.call('GET', '/admin/dead-letters')).status).toBe(200);
  });
});
