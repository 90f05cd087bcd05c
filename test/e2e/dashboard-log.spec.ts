import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LogEntry, LogPage } from '../../src/contract/dashboard.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { EventClient } from '../support/event-source.js';
import { Person } from '../support/factories.js';
import { BAD_DATA, queueOf, SAMPLE_JOB, sampleQueue } from '../support/queues.js';
import { problemOf } from '../support/rest.js';

const WITHIN_MS = 30_000;

let server: Server;
let ana: Person;
let bruno: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true });
  ana = await Person.register(server);
  bruno = await Person.register(server);
});
afterAll(() => server.stop());

const page = (query = '') => ana.get(LogPage, `/dashboard/log${query}`);
const follow = (lastEventId?: string, instance = 0) =>
  EventClient.open(server, '/dashboard/log/events', {
    events: ['log'],
    bearer: ana.accessToken,
    instance,
    ...(lastEventId !== undefined && { lastEventId }),
  });
/** Of what was done: at any time something may happen by itself. */
const targets = ({ events }: EventClient) =>
  events.map(({ data }) => LogEntry.parse(data)).flatMap(({ source, target }) => (source === 'audit' ? [target] : []));
const insert = (target: string) =>
  server.db.query(
    `INSERT INTO audit_log (id, action, target, detail) VALUES (gen_random_uuid(), 'test.done', $1, '{}')`,
    [target],
  );

/** Things that an administrator did, each an entry of the audit log. */
async function act(): Promise<void> {
  const { status } = await ana.call('PATCH', '/jobs/schedules/statistics', { enabled: true });
  expect(status).toBe(200);
}

describe('the log', () => {
  it('has what somebody did beside what happened by itself, the newest first', async () => {
    await act();
    await until(
      'the start of every process',
      async () =>
        (await page('?source=system')).items.filter(({ action }) => action === 'instance.started').length === 3,
      WITHIN_MS,
    );
    const { items } = await page();
    expect(items).toContainEqual(
      expect.objectContaining({ source: 'audit', action: 'schedule.update', target: 'statistics', actorId: ana.id }),
    );
    const roles = items.flatMap(({ action, detail }) =>
      action === 'instance.started' ? [String(detail['role'])] : [],
    );
    expect(new Set(roles)).toEqual(new Set(['web', 'worker']));
    expect(items.map(({ id }) => id)).toEqual(
      items
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    );
    expect((await page('?source=audit')).items.every(({ source }) => source === 'audit')).toBe(true);
  });

  it('is read page by page', async () => {
    for (let i = 0; i < 3; i++) await act();
    const whole = (await page()).items.map(({ id }) => id);
    const read: string[] = [];
    for (let cursor = ''; ;) {
      const { items, nextCursor } = await page(`?limit=2${cursor}`);
      read.push(...items.map(({ id }) => id));
      if (nextCursor === null) break;
      cursor = `&cursor=${nextCursor}`;
    }
    // Something may have happened since.
    expect(read.filter((id) => whole.includes(id))).toEqual(whole);
  });

  it('tells of jobs that failed for good', async () => {
    const queue = queueOf(server, sampleQueue);
    const job = await queue.add(SAMPLE_JOB, BAD_DATA);
    await queue.close();
    const failures = async () => (await page('?source=system')).items.filter(({ action }) => action === 'job.failed');
    await until('the failure', async () => (await failures()).length > 0, WITHIN_MS);
    expect(await failures()).toMatchObject([
      { target: `${sampleQueue.name}/${job.id}`, detail: { job: SAMPLE_JOB, attempts: 1 } },
    ]);
  });

  it('is for administrators', async () => {
    for (const path of ['/dashboard/log', '/dashboard/log/events', '/dashboard/history']) {
      expect(problemOf(await bruno.call('GET', path))).toMatchObject({ status: 403, code: 'forbidden' });
    }
  });
});

describe('the stream of the log', () => {
  it('begins now, and brings each line once and in order on every instance', async () => {
    const clients = await Promise.all([follow(), follow(undefined, 1)]);
    for (let i = 0; i < 5; i++) await insert(`line ${i}`);
    for (const client of clients) {
      await client.event(({ data }) => LogEntry.parse(data).target === 'line 4');
      // What happened before may be told after it began.
      const lines = targets(client).filter((target) => target?.startsWith('line '));
      expect(lines).toEqual([0, 1, 2, 3, 4].map((i) => `line ${i}`));
      client.close();
    }
  });

  it('goes on exactly where it was left, also on another instance', async () => {
    const first = await follow();
    for (let i = 0; i < 3; i++) await insert(`before ${i}`);
    await first.event(({ data }) => LogEntry.parse(data).target === 'before 2');
    // What happened before may be told after it began.
    const seen = first.events.find(({ data }) => LogEntry.parse(data).target === 'before 1')?.id;
    first.close();
    // More than one batch.
    for (let i = 0; i < 250; i++) await insert(`away ${i}`);
    const second = await follow(seen, 1);
    await second.event(({ data }) => LogEntry.parse(data).target === 'away 249');
    expect(targets(second)).toEqual(['before 2', ...Array.from({ length: 250 }, (_, i) => `away ${i}`)]);
    second.close();
  });

  it('misses nothing that was written earlier and committed later', async () => {
    const client = await follow();
    const { db } = server;
    await db.query('BEGIN');
    await insert('slow');
    await act();
    await db.query('COMMIT');
    await insert('last');
    await client.event(({ data }) => LogEntry.parse(data).target === 'last');
    // What happened before may be told after it began.
    const lines = targets(client);
    expect(lines.slice(lines.indexOf('slow'))).toEqual(['slow', 'statistics', 'last']);
    client.close();
  });
});
