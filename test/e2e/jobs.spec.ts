import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFinal, Job, JobPage } from '../../src/contract/jobs.js';
import { Server } from '../support/app.js';
import { EventClient } from '../support/event-source.js';
import { answeredOtherwise, noSuchId, Person } from '../support/factories.js';
import { done, download, ExportGate, fillChannel, jobOf, jobThat, order, overJob } from '../support/jobs.js';
import { call, problemOf, succeeded } from '../support/rest.js';
import { forge } from '../support/tokens.js';

let server: Server;
let admin: Person;
let ana: Person;
let channelId: string;
let path: string;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true });
  admin = await Person.register(server);
  ana = await Person.register(server);
  ({ id: channelId } = await ana.createChannel({ kind: 'private' }));
  path = `/channels/${channelId}/exports`;
  await ana.post(channelId, 'one and only');
});
afterAll(() => server.stop());

/** A channel whose export comes to the gate, and has more to do behind it. */
async function largeChannel(messages = 10_000): Promise<string> {
  const { id } = await ana.createChannel({ kind: 'private' });
  await fillChannel(server, id, ana.id, messages);
  return `/channels/${id}/exports`;
}

const watch = (person: Person, id: string, options: { instance?: number; lastEventId?: string } = {}) =>
  EventClient.start(server, `/jobs/${id}/events`, { events: ['job'], bearer: person.accessToken, ...options });
const statesOf = ({ events }: EventClient): Job[] => events.map(({ data }) => Job.parse(data));
const underWay = ({ state, progress }: Job) => state === 'running' && progress.done > 0;

describe('a job', () => {
  it('is accepted at once and done later, with its times', async () => {
    const ordered = await order(ana, path, { format: 'jsonl' });
    expect(ordered).toMatchObject({ kind: 'channel-export', state: 'queued', attempt: 1, ownerId: ana.id, file: null });
    const job = await overJob(ana, ordered.id);
    expect(job).toMatchObject({ state: 'succeeded', result: { messages: 1 }, error: null });
    expect(job.progress).toEqual({ done: 1, total: 1, note: null });
    const times = [job.createdAt, job.startedAt, job.finishedAt].map((time) => Date.parse(time ?? ''));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('stands in its owner’s list, the newest first, page by page', async () => {
    const bruno = await Person.register(server);
    await ana.invite(channelId, bruno.id, 'moderator');
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await order(bruno, path, { format: 'csv' })).id);
    const first = await bruno.get(JobPage, '/jobs?limit=2');
    const second = await bruno.get(JobPage, `/jobs?limit=2&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.toReversed());
    expect(second.nextCursor).toBeNull();
  });

  it('is known to its owner and to administrators alone', async () => {
    const { id } = await order(ana, path, { format: 'csv' });
    const stranger = await Person.register(server);
    const calls: [string, string][] = [
      ['GET', `/jobs/${id}`],
      ['GET', `/jobs/${id}/events`],
      ['POST', `/jobs/${id}/cancel`],
      ['POST', `/jobs/${id}/retry`],
    ];
    expect(await answeredOtherwise(stranger, calls, 'not_found')).toEqual([]);
    expect(await jobOf(admin, id)).toMatchObject({ id, ownerId: ana.id });
    expect((await stranger.get(JobPage, '/jobs')).items).toEqual([]);
  });
});

describe('the file of a job', () => {
  it('is its owner’s alone: administrators see how the job stands, and no link to what it made', async () => {
    const bruno = await Person.register(server);
    const { id: secret } = await ana.createChannel({ kind: 'private' });
    await ana.invite(secret, bruno.id, 'moderator');
    await ana.post(secret, 'nobody else’s business');
    const { id } = await done(bruno, `/channels/${secret}/exports`, { format: 'csv' });
    expect(await jobOf(admin, id)).toMatchObject({ state: 'succeeded', file: null });
    const stream = watch(admin, id);
    expect(await stream.ended()).toBe(204);
    expect(statesOf(stream).map(({ state, file }) => [state, file])).toEqual([['succeeded', null]]);
    const own = watch(bruno, id);
    await own.ended();
    const { items } = await bruno.get(JobPage, '/jobs');
    for (const job of [await jobOf(bruno, id), ...items, ...statesOf(own)]) {
      expect((await download(server, job)).text).toContain('nobody else’s business');
    }
  });
});

describe('the stream of a job', () => {
  it('brings every state in order, from the present one to the last, and ends for good', async () => {
    const { id } = await order(ana, await largeChannel(30_000), { format: 'jsonl' });
    const client = watch(ana, id, { instance: 1 });
    expect(await client.ended()).toBe(204);
    const states = statesOf(client);
    const revs = states.map(({ rev }) => rev);
    expect(revs).toEqual([...new Set(revs)].toSorted((a, b) => a - b));
    expect(client.events.map(({ id: eventId }) => Number(eventId))).toEqual(revs);
    const progress = states.map((job) => job.progress.done);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(states.filter(({ state }) => isFinal(state))).toHaveLength(1);
    expect(states.at(-1)).toEqual({ ...(await jobOf(ana, id)), file: states.at(-1)?.file });
  });

  it('begins after the last event that was seen', async () => {
    const { id, rev } = await done(ana, path, { format: 'jsonl' });
    const late = watch(ana, id, { lastEventId: String(rev) });
    expect(await late.ended()).toBe(204);
    expect(late.events).toEqual([]);
    const behind = watch(ana, id, { lastEventId: String(rev - 1) });
    await behind.ended();
    expect(statesOf(behind).map((job) => job.rev)).toEqual([rev]);
  });

  it('tells a final state also where no event of it came', async () => {
    const large = await largeChannel();
    const gate = await ExportGate.close(server);
    const { id } = await order(ana, large, { format: 'jsonl' });
    const client = watch(ana, id);
    await client.event(({ data }) => underWay(Job.parse(data)));
    // As if the bus had lost it.
    await server.db.query(
      `UPDATE jobs SET state = 'cancelled', claim = NULL, finished_at = now(), rev = rev + 1 WHERE id = $1`,
      [id],
    );
    expect(await client.ended()).toBe(204);
    await gate.open();
    expect(statesOf(client).at(-1)?.state).toBe('cancelled');
  });
});

it('the sockets of its owner hear of a job, on every instance, and nobody else’s', async () => {
  const sockets = await Promise.all([ana.connect({ instance: 0 }), ana.connect({ instance: 1 })]);
  const other = await admin.connect();
  const { id } = await order(ana, path, { format: 'jsonl' });
  for (const socket of sockets) await socket.event('job', (job) => job.id === id && job.state === 'succeeded');
  expect(other.received.job).toEqual([]);
});

describe('a job that is cancelled', () => {
  it('ends while it runs, and leaves no file', async () => {
    const large = await largeChannel();
    const gate = await ExportGate.close(server);
    const { id } = await order(ana, large, { format: 'jsonl' });
    await jobThat(ana, id, underWay);
    expect((await ana.call('POST', `/jobs/${id}/cancel`)).status).toBe(202);
    const job = await overJob(ana, id);
    await gate.open();
    expect(job).toMatchObject({ state: 'cancelled', file: null, result: null, error: null });
    expect(job.cancelRequestedAt).not.toBeNull();
    expect(job.progress.done).toBeLessThan(10_000);
    expect(problemOf(await ana.call('POST', `/jobs/${id}/cancel`)).code).toBe('conflict');
  });

  it('can be tried again', async () => {
    const large = await largeChannel();
    const gate = await ExportGate.close(server);
    const { id } = await order(ana, large, { format: 'jsonl' });
    await jobThat(ana, id, underWay);
    await ana.call('POST', `/jobs/${id}/cancel`);
    const { rev } = await overJob(ana, id);
    await gate.open();
    const again = succeeded(Job, await ana.call('POST', `/jobs/${id}/retry`));
    expect(again).toMatchObject({ state: 'queued', attempt: 2, cancelRequestedAt: null, finishedAt: null });
    expect(again.rev).toBeGreaterThan(rev);
    expect(await overJob(ana, id)).toMatchObject({ state: 'succeeded', attempt: 2 });
    expect(problemOf(await ana.call('POST', `/jobs/${id}/retry`)).code).toBe('conflict');
  });

  it('is judged anew when it is tried again: who may no longer order it does not get it', async () => {
    const moderator = await Person.register(server);
    const { id: secret } = await ana.createChannel({ kind: 'private' });
    await fillChannel(server, secret, ana.id, 10_000);
    await ana.invite(secret, moderator.id, 'moderator');
    const gate = await ExportGate.close(server);
    const { id } = await order(moderator, `/channels/${secret}/exports`, { format: 'csv' });
    await moderator.call('POST', `/jobs/${id}/cancel`);
    await overJob(moderator, id);
    await gate.open();
    await ana.call('DELETE', `/channels/${secret}/members/${moderator.id}`);
    await moderator.call('POST', `/jobs/${id}/retry`);
    const job = await overJob(moderator, id);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'not_found' }, file: null });
  });
});

describe('the link to a file', () => {
  it('needs no other token, and offers a file to save that cannot act as a page of this server', async () => {
    const job = await done(ana, path, { format: 'html' });
    const { headers, text } = await download(server, job);
    expect(text).toContain('one and only');
    expect(Buffer.byteLength(text)).toBe(job.file?.bytes);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename=.*\.html/);
    expect(headers.get('content-security-policy')).toBe('sandbox');
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it('is good for its job alone', async () => {
    const [one, other] = [await done(ana, path, { format: 'csv' }), await done(ana, path, { format: 'csv' })];
    const token = new URL(one.file?.url ?? '', server.url).searchParams.get('token') ?? '';
    expect((await call(server, 'GET', `/jobs/${other.id}/download?token=${token}`)).status).toBe(404);
    expect((await call(server, 'GET', `/jobs/${noSuchId()}/download?token=${token}`)).status).toBe(404);
    const signedIn = await call(server, 'GET', '/users/me', { token });
    expect(signedIn.status).toBe(401);
  });

  it('is nothing without its token, with one of another kind, or once it is too old', async () => {
    const { id, file, attempt } = await done(ana, path, { format: 'csv' });
    expect(Date.parse(file?.expiresAt ?? '')).toBeGreaterThan(Date.now() + 800_000);
    expect(Date.parse(file?.expiresAt ?? '')).toBeLessThan(Date.now() + 1_000_000);
    const old = forge({ aud: 'download', job: id, attempt, exp: Math.floor(Date.now() / 1000) - 1 });
    const fresh = forge({ aud: 'download', job: id, attempt, exp: Math.floor(Date.now() / 1000) + 60 });
    for (const token of ['', 'nonsense', ana.accessToken, old]) {
      expect((await call(server, 'GET', `/jobs/${id}/download?token=${token}`)).status).toBe(401);
    }
    expect((await fetch(`${server.url}/api/v1/jobs/${id}/download?token=${fresh}`)).status).toBe(200);
    expect((await call(server, 'GET', `/jobs/${id}/download`)).status).toBe(400);
  });
});
