import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { UnitOfWork } from '../../src/core/outbox/unit-of-work.js';
import { JobLedger } from '../../src/jobs/job-ledger.js';
import { Server } from '../support/app.js';
import { BreakableProxy } from '../support/cluster/breakable-proxy.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { download, ExportGate, fillChannel, jobOf, jobThat, order, overJob } from '../support/jobs.js';
import { WorkerProcess } from '../support/worker-process.js';

const MESSAGES = 10_000;

let server: Server;
let ana: Person;
let path: string;

beforeEach(async () => {
  server = await Server.start();
  ana = await Person.register(server);
  const { id } = await ana.createChannel({ kind: 'private' });
  await fillChannel(server, id, ana.id, MESSAGES);
  path = `/channels/${id}/exports`;
});
afterEach(() => server.stop());

const orderExport = () => order(ana, path, { format: 'jsonl' });
const started = (id: string) => jobThat(ana, id, ({ progress }) => progress.done > 0);
const isWhole = async (id: string) => {
  const { text } = await download(server, await jobOf(ana, id));
  return text.split('\n').length - 1 === MESSAGES;
};

it('a job whose worker is killed is taken up by another, and done once', { timeout: 180_000 }, async () => {
  const worker = await WorkerProcess.start(server);
  const gate = await ExportGate.close(server);
  const { id } = await orderExport();
  await started(id);
  await worker.kill();
  await gate.open();
  const { state } = await jobOf(ana, id);
  expect(state).toBe('running');
  await server.addWorker();
  expect(await overJob(ana, id)).toMatchObject({ state: 'succeeded', attempt: 1, result: { messages: MESSAGES } });
  expect(await isWhole(id)).toBe(true);
});

it('a worker that is told to end hands its job over', { timeout: 180_000 }, async () => {
  const worker = await WorkerProcess.start(server);
  const gate = await ExportGate.close(server);
  const { id } = await orderExport();
  await started(id);
  const ended = worker.end();
  await jobThat(ana, id, ({ state }) => state === 'queued');
  await gate.open();
  await ended;
  expect(await jobOf(ana, id)).toMatchObject({ state: 'queued', attempt: 1 });
  await server.addWorker();
  expect(await overJob(ana, id)).toMatchObject({ state: 'succeeded', attempt: 1 });
  expect(await isWhole(id)).toBe(true);
});

it('a job that waited while Redis was emptied runs all the same', async () => {
  const { id } = await orderExport();
  await server.emptyRedis();
  await server.addWorker();
  expect(await overJob(ana, id)).toMatchObject({ state: 'succeeded', attempt: 1 });
});

it('a job that takes its worker with it, twice, is given to no third one, and those behind it go on', async () => {
  const poison = await orderExport();
  await server.db.query(
    `UPDATE jobs SET state = 'running', claims = 2, claim = gen_random_uuid(), touched_at = now() - interval '1 minute'
     WHERE id = $1`,
    [poison.id],
  );
  const behind = await orderExport();
  await server.addWorker();
  expect(await overJob(ana, poison.id)).toMatchObject({ state: 'failed', error: { code: 'worker_lost' } });
  expect(await overJob(ana, behind.id)).toMatchObject({ state: 'succeeded' });
});

it('a job goes on after PostgreSQL was away from its worker, however often, and none of that counts against it', async () => {
  const direct = new URL(server.env['DATABASE_URL'] ?? '');
  const proxy = await BreakableProxy.before({ host: direct.hostname, port: Number(direct.port) || 5432 });
  server.cleanups.push(() => proxy.restore());
  direct.host = `127.0.0.1:${proxy.port}`;
  // Long enough for a run to stand at the gate until it is cut off.
  const worker = await server.addWorker({ DATABASE_URL: direct.href, DATABASE_TIMEOUT_MS: '10000' });
  const gate = await ExportGate.close(server);
  const ordered = await orderExport();
  const { id } = ordered;
  let { rev } = ordered;
  const [releases, runs] = [vi.spyOn(JobLedger.prototype, 'release'), vi.spyOn(UnitOfWork.prototype, 'run')];
  const refused = () => runs.mock.settledResults.filter(({ type }) => type === 'rejected').length;
  for (let outage = 1; outage <= 3; outage++) {
    // The claim is one change, and how far this run is the next: until then it says how far the run before was.
    const underWay = rev + 2;
    await jobThat(ana, id, (job) => job.rev >= underWay);
    proxy.cut();
    await until('its run is over', () => releases.mock.calls.length === outage, 30_000);
    const before = refused();
    await until('that cannot be written down', () => refused() > before + 1, 30_000);
    proxy.restore();
    ({ rev } = await jobThat(ana, id, ({ state }) => state !== 'running'));
  }
  await gate.open();
  expect(await overJob(ana, id)).toMatchObject({ state: 'succeeded', attempt: 1 });
  const { rows } = await server.db.query('SELECT claims FROM jobs WHERE id = $1', [id]);
  expect(rows).toEqual([{ claims: 1 }]);
  vi.restoreAllMocks();
  await worker.close();
  await proxy.close();
}, 180_000);

it('a job that was cancelled while it waited never begins', async () => {
  const { id } = await orderExport();
  const { status } = await ana.call('POST', `/jobs/${id}/cancel`);
  expect(status).toBe(202);
  await server.addWorker();
  const later = await orderExport();
  await overJob(ana, later.id);
  expect(await jobOf(ana, id)).toMatchObject({ state: 'cancelled', startedAt: null });
});

it('a run that was given up for dead writes nothing more', async () => {
  await server.addWorker();
  const gate = await ExportGate.close(server);
  const { id } = await orderExport();
  await started(id);
  // Another run holds the job now.
  await server.db.query(
    `UPDATE jobs SET claim = gen_random_uuid(), touched_at = now() + interval '1 hour' WHERE id = $1`,
    [id],
  );
  const before = await jobOf(ana, id);
  await gate.open();
  const next = await orderExport();
  await overJob(ana, next.id);
  expect(await jobOf(ana, id)).toMatchObject({ state: 'running', rev: before.rev });
});
