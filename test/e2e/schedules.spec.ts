import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Job, JobPage } from '../../src/contract/jobs.js';
import { Schedule, ScheduleList } from '../../src/contract/schedules.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { answeredOtherwise, noSuchId, Person } from '../support/factories.js';
import { done, jobOf, overJob } from '../support/jobs.js';
import { succeeded } from '../support/rest.js';

const WITHIN_MS = 30_000;
const NAME = 'clean-up';

let server: Server;
let admin: Person;
let queue: Queue;

beforeAll(async () => {
  server = await Server.start({ worker: true, env: { JOB_HISTORY_DAYS: '10' } });
  admin = await Person.register(server);
  queue = new Queue('jobs', {
    prefix: `${server.env['REDIS_PREFIX']}:queues`,
    connection: { url: inject('redisUrl'), maxRetriesPerRequest: null },
  });
});
afterAll(async () => {
  await queue.close();
  await server.stop();
});

const change = async (body: unknown): Promise<Schedule> =>
  succeeded(Schedule, await admin.call('PATCH', `/jobs/schedules/${NAME}`, body));
const schedule = async (): Promise<Schedule> => {
  const { items } = await admin.get(ScheduleList, '/jobs/schedules');
  const found = items.find(({ name }) => name === NAME);
  if (!found) throw new Error('there is no such schedule');
  return found;
};
const scheduler = () => queue.getJobScheduler(NAME);
/** What BullMQ does when the moment has come. */
const comeUp = (at: number) => queue.add('scheduled', { schedule: NAME }, { prevMillis: at, removeOnComplete: true });

async function nextJob(before: string | null): Promise<Job> {
  let id: string | null = before;
  await until('another job', async () => (id = (await schedule()).lastJobId) !== before, WITHIN_MS);
  return overJob(admin, id ?? '');
}

describe('a schedule', () => {
  beforeEach(() => change({ enabled: true, pattern: '0 3 * * *' }));

  it('is there once a worker has started, and known to BullMQ', async () => {
    expect(await schedule()).toMatchObject({ kind: 'clean-up', pattern: '0 3 * * *', timeZone: 'UTC', enabled: true });
    await until('a scheduler', async () => (await scheduler())?.pattern === '0 3 * * *', WITHIN_MS);
    const next = new Date((await scheduler())?.next ?? 0);
    expect([next.getUTCHours(), next.getUTCMinutes()]).toEqual([3, 0]);
  });

  it('begins a job of the server’s own when its moment has come, once', async () => {
    const { lastJobId } = await schedule();
    const moment = Date.now() + 60_000;
    await comeUp(moment);
    const first = await nextJob(lastJobId);
    expect(first).toMatchObject({ kind: 'clean-up', ownerId: null, state: 'succeeded' });
    await comeUp(moment);
    await comeUp(moment + 60_000);
    const second = await nextJob(first.id);
    const { rows } = await server.db.query<{ id: string }>(
      `SELECT id FROM jobs WHERE kind = 'clean-up' AND owner_id IS NULL AND id > $1 ORDER BY id`,
      [first.id],
    );
    expect(rows).toEqual([{ id: second.id }]);
  });

  it('that is switched off is taken from BullMQ, and a moment that comes all the same begins nothing', async () => {
    const { lastJobId } = await schedule();
    expect(await change({ enabled: false })).toMatchObject({ enabled: false });
    await until('no scheduler', async () => (await scheduler()) === undefined, WITHIN_MS);
    const job = await comeUp(Date.now() + 600_000);
    await until('gone', async () => (await queue.getJob(job.id ?? '')) === undefined, WITHIN_MS);
    expect((await schedule()).lastJobId).toBe(lastJobId);
    await change({ enabled: true });
    await until('a scheduler', async () => (await scheduler()) !== undefined, WITHIN_MS);
  });

  it('follows another pattern, and a worker’s start does not undo that', async () => {
    await change({ pattern: '*/15 1-5 * * 1,3' });
    await until('the pattern', async () => (await scheduler())?.pattern === '*/15 1-5 * * 1,3', WITHIN_MS);
    await server.stopWorkers();
    await server.addWorker();
    expect(await schedule()).toMatchObject({ pattern: '*/15 1-5 * * 1,3' });
  });

  it('comes back to a Redis that was emptied', async () => {
    await until('a scheduler', async () => (await scheduler()) !== undefined, WITHIN_MS);
    await queue.obliterate({ force: true });
    await queue.removeJobScheduler(NAME);
    await until('a scheduler again', async () => (await scheduler()) !== undefined, WITHIN_MS);
    expect((await scheduler())?.pattern).toBe('0 3 * * *');
  });

  it('is for administrators', async () => {
    const member = await Person.register(server);
    const calls: [string, string, unknown?][] = [
      ['GET', '/jobs/schedules'],
      ['PATCH', `/jobs/schedules/${NAME}`, { enabled: false }],
      ['POST', `/jobs/schedules/${NAME}/run`],
    ];
    expect(await answeredOtherwise(member, calls, 'forbidden')).toEqual([]);
  });
});

it('the clean-up removes what is old: jobs with their files, and sessions; and nothing else', async () => {
  const dir = (id: string) => join(server.env['FILES_DIR'] ?? '', 'jobs', id);
  const kept = [noSuchId(), noSuchId()];
  const old = noSuchId();
  for (const [id, state, days] of [
    [old, 'succeeded', 11],
    [kept[0], 'succeeded', 9],
    [kept[1], 'running', null],
  ] as const) {
    await server.db.query(
      `INSERT INTO jobs (id, kind, state, input, progress, finished_at, touched_at)
       VALUES ($1, 'channel-export', $2, '{}', '{"done":0,"total":null,"note":null}', now() - make_interval(days => $3),
               now() + interval '1 hour')`,
      [id, state, days],
    );
    await mkdir(dir(id ?? ''), { recursive: true });
    await writeFile(join(dir(id ?? ''), 'file'), 'x');
  }
  const session = await admin.signInAgain();
  await server.db.query(
    `UPDATE sessions SET revoked_at = now() - interval '31 days' WHERE user_id = $1 AND created_at =
       (SELECT max(created_at) FROM sessions)`,
    [admin.id],
  );
  await server.db.query(
    `INSERT INTO account_tokens (id, user_id, kind, hash, expires_at)
     VALUES (gen_random_uuid(), $1, 'reset', 'old', now() - interval '1 minute'),
            (gen_random_uuid(), $1, 'reset', 'new', now() + interval '1 hour')`,
    [admin.id],
  );
  const { id, ownerId, result } = await done(admin, `/jobs/schedules/${NAME}/run`);
  expect({ ownerId, result }).toEqual({ ownerId: admin.id, result: { jobs: 1, sessions: 1, tokens: 1 } });
  expect((await admin.call('GET', `/jobs/${old}`)).status).toBe(404);
  expect(existsSync(dir(old))).toBe(false);
  for (const left of kept) {
    expect(await jobOf(admin, left)).toMatchObject({ id: left });
    expect(existsSync(dir(left))).toBe(true);
  }
  expect((await session.call('GET', '/users/me')).status).toBe(401);
  expect((await admin.get(JobPage, '/jobs')).items.map((job) => job.id)).toEqual([id]);
});
