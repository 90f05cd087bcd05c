import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forbidden } from '../../src/core/errors/domain-error.js';
import { MessagesService } from '../../src/messages/messages.service.js';
import { problemOf } from '../support/rest.js';
import { ScheduledSender } from '../../src/scheduled/scheduled-sender.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { allSent, bodiesIn, failedOf, inMs, later, schedule, scheduledOf } from '../support/scheduled.js';
import { WorkerProcess } from '../support/worker-process.js';

const WITHIN_MS = 30_000;

let server: Server;
let ana: Person;
let channelId: string;

beforeEach(async () => {
  server = await Server.start();
  ana = await Person.register(server);
  channelId = (await ana.createChannel({ kind: 'private' })).id;
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server.stop();
});

const stateOf = async (id: string) => (await scheduledOf(ana)).find((row) => row.id === id)?.state;
/** As if its time had come long ago. */
const dueNow = () =>
  server.db.query(
    `UPDATE scheduled_messages SET due_at = now() - interval '10 seconds', send_at = send_at - interval '1 day'`,
  );

/** After so many other requests, that is at another moment of the sending. */
async function editAfter(requests: number, id: string, body: string) {
  for (let i = 0; i < requests; i++) await scheduledOf(ana);
  return ana.call('PATCH', `/scheduled/${id}`, { body });
}

describe('a scheduled message', { timeout: 150_000 }, () => {
  it('whose worker is killed in the middle of sending it is sent once, and nobody changes it meanwhile', async () => {
    const worker = await WorkerProcess.start(server);
    const { id } = await schedule(ana, channelId, later('once'));
    const row = new Client({ connectionString: server.env['DATABASE_URL'] });
    await row.connect();
    // The channel's log is held: the worker has begun and cannot send …
    await server.db.query('BEGIN');
    await server.db.query('SELECT FROM channels WHERE id = $1 FOR UPDATE', [channelId]);
    await until('it is being sent', async () => (await stateOf(id)) === 'sending', WITHIN_MS);
    // … and then its row is: it has sent and cannot say so.
    await row.query('BEGIN');
    await row.query('SELECT FROM scheduled_messages WHERE id = $1 FOR UPDATE', [id]);
    await server.db.query('COMMIT');
    await until('it is in the channel', async () => (await bodiesIn(ana, channelId)).length === 1, WITHIN_MS);
    await worker.kill();
    await row.end();
    expect(problemOf(await ana.call('PATCH', `/scheduled/${id}`, { body: 'other words' }))).toMatchObject({
      code: 'conflict',
      detail: 'The message is being sent',
    });
    expect(problemOf(await ana.call('DELETE', `/scheduled/${id}`))).toMatchObject({ code: 'conflict' });
    await server.addWorker();
    await allSent(ana);
    expect(await bodiesIn(ana, channelId)).toEqual(['once']);
  });

  it('is sent at its time though Redis was emptied, and whatever waits in it was lost', async () => {
    const worker = await server.addWorker();
    await schedule(ana, channelId, later('all the same'));
    await server.emptyRedis();
    await allSent(ana);
    expect(await bodiesIn(ana, channelId)).toEqual(['all the same']);
    await worker.close();
  });

  it('is sent late where there was no worker at its time, those that waited in the order of their times', async () => {
    // Of one moment: a clock that moved on meanwhile would give them another order.
    const from = Date.now();
    const at = (n: number) => new Date(from + 60_000 + n).toISOString();
    for (const n of [5, 3, 9, 1, 7, 2, 8, 4, 6]) await schedule(ana, channelId, later(`${n}`, at(n)));
    await dueNow();
    await Promise.all([server.addWorker(), server.addWorker()]);
    await allSent(ana);
    expect(await bodiesIn(ana, channelId)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });

  it('is sent once, and in its turn, by jobs that run at the same time in several workers', async () => {
    const workers = [await server.addWorker(), await server.addWorker()];
    const bodies = Array.from({ length: 20 }, (_, n) => `${n}`);
    for (const [n, body] of bodies.entries()) await schedule(ana, channelId, later(body, inMs(60_000 + n)));
    await dueNow();
    const senders = workers.map((worker) => worker.get(ScheduledSender, { strict: false }));
    await Promise.all([...senders, ...senders, ...senders].map((sender) => sender.run(channelId)));
    await allSent(ana);
    expect(await bodiesIn(ana, channelId)).toEqual(bodies);
  });

  it('that is edited while it is sent says what its author was told that it says', async () => {
    await server.addWorker();
    const expected: string[] = [];
    for (let n = 0; n < 12; n++) {
      const { id } = await schedule(ana, channelId, later(`first ${n}`, inMs(3_600_000)));
      const [, edit] = await Promise.all([
        ana.call('POST', `/scheduled/${id}/send-now`),
        editAfter(n % 4, id, `second ${n}`),
      ]);
      expect([200, 404, 409]).toContain(edit.status);
      expected.push(edit.status === 200 ? `second ${n}` : `first ${n}`);
      await allSent(ana);
    }
    expect(await bodiesIn(ana, channelId)).toEqual(expected);
  });

  it('that comes faster than its author may write waits its turn, and keeps it', async () => {
    for (let n = 1; n <= 5; n++) await schedule(ana, channelId, later(`${n}`, inMs(60_000 + n)));
    await dueNow();
    await server.addWorker({ SEND_RATE: '2/1s' });
    await allSent(ana);
    expect(await bodiesIn(ana, channelId)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('waits for slow mode, which holds up nobody else', async () => {
    const bruno = await Person.register(server);
    await ana.invite(channelId, bruno.id);
    await ana.call('PATCH', `/channels/${channelId}`, { slowModeSeconds: 600 });
    for (const n of [1, 2]) await schedule(bruno, channelId, later(`slow ${n}`, inMs(60_000 + n)));
    await schedule(ana, channelId, later('owner', inMs(60_003)));
    await dueNow();
    await server.addWorker();
    const first = async () => (await bodiesIn(ana, channelId)).join() === 'slow 1,owner';
    await until('all but the one that waits are sent', first, WITHIN_MS);
    const dueAgain = async () => {
      const { rows } = await server.db.query<{ seconds: number }>(
        `SELECT extract(epoch FROM due_at - now())::float8 AS seconds FROM scheduled_messages WHERE state = 'waiting'`,
      );
      return rows[0]?.seconds ?? 0;
    };
    await until('it waits as long as it has to', async () => (await dueAgain()) > 500, WITHIN_MS);
    await ana.call('PATCH', `/channels/${channelId}`, { slowModeSeconds: 0 });
    await dueNow();
    await allSent(bruno);
    expect(await bodiesIn(ana, channelId)).toEqual(['slow 1', 'owner', 'slow 2']);
  });

  describe('that was sent by a worker that could not say so any more', () => {
    /** As such a worker leaves it. */
    async function sentAndLeft(person: Person, channel: string): Promise<void> {
      const input = later('once', inMs(60_000));
      const { id } = await schedule(person, channel, input);
      await person.post(channel, input.body, input.clientId);
      await server.db.query(
        `UPDATE scheduled_messages SET state = 'sending', attempts = 1, taken_at = now() - interval '1 minute' WHERE id = $1`,
        [id],
      );
    }
    const rowsLeft = async () => (await server.db.query('SELECT state, due_at, failure FROM scheduled_messages')).rows;
    const settled = () =>
      until('nothing is in hand', async () => !JSON.stringify(await rowsLeft()).includes('sending'), WITHIN_MS);

    it.each([
      ['is removed', (id: string) => ana.call('DELETE', `/channels/${channelId}/members/${id}`)],
      ['is disabled', (id: string) => server.db.query('UPDATE users SET disabled_at = now() WHERE id = $1', [id])],
    ])('has not failed where its author %s meanwhile', async (_, lose) => {
      const bruno = await Person.register(server);
      await ana.invite(channelId, bruno.id);
      await sentAndLeft(bruno, channelId);
      await lose(bruno.id);
      await server.addWorker();
      await settled();
      expect(await rowsLeft()).toEqual([]);
      expect((await bodiesIn(ana, channelId)).filter((body) => body === 'once')).toEqual(['once']);
    });

    it('does not wait for a rate', async () => {
      const other = (await ana.createChannel()).id;
      await sentAndLeft(ana, channelId);
      await sentAndLeft(ana, other);
      await server.addWorker({ SEND_RATE: '1/1h' });
      await settled();
      expect(await rowsLeft()).toEqual([]);
    });
  });

  it('is settled by the worker that has it in hand, and by no other', async () => {
    const { id } = await schedule(ana, channelId, later('once', inMs(60_000)));
    await dueNow();
    const worker = await server.addWorker();
    const gate = Promise.withResolvers<void>();
    const send = Reflect.get(MessagesService.prototype, 'send');
    const held = vi.spyOn(MessagesService.prototype, 'send').mockImplementationOnce(async function (
      this: MessagesService,
      ...given
    ) {
      await gate.promise;
      await Reflect.apply(send, this, given);
      throw forbidden('The slow one thinks otherwise');
    });
    const slow = worker.get(ScheduledSender, { strict: false }).run(channelId);
    await until('the slow one has it in hand', () => held.mock.calls.length === 1, WITHIN_MS);
    // Its time is over, and another has taken it over.
    await server.db.query('UPDATE scheduled_messages SET attempts = attempts + 1, taken_at = now() WHERE id = $1', [
      id,
    ]);
    gate.resolve();
    await slow;
    expect(await stateOf(id)).toBe('sending');
    await allSent(ana);
    expect(await bodiesIn(ana, channelId)).toEqual(['once']);
  });

  it('is sent by its alarm where the clock of PostgreSQL is a moment behind that of the worker', async () => {
    const worker = await server.addWorker();
    await schedule(ana, channelId, later('in time', inMs(3_600_000)));
    const { rows } = await server.db.query<{ due_at: Date }>(
      `UPDATE scheduled_messages SET due_at = clock_timestamp() + interval '200 milliseconds' RETURNING due_at`,
    );
    await worker.get(ScheduledSender, { strict: false }).run(channelId);
    const [sent] = (await ana.history(channelId)).items;
    expect(sent?.body).toBe('in time');
    expect(Date.parse(sent?.createdAt ?? '')).toBeGreaterThanOrEqual(rows[0]?.due_at.getTime() ?? Infinity);
  });

  it('that took its worker along again and again fails in the end, and those behind it are sent', async () => {
    const poison = await schedule(ana, channelId, later('poison', inMs(60_000)));
    await schedule(ana, channelId, later('behind', inMs(60_001)));
    await dueNow();
    await server.db.query(
      `UPDATE scheduled_messages SET state = 'sending', attempts = 5, taken_at = now() - interval '1 minute' WHERE id = $1`,
      [poison.id],
    );
    await server.addWorker();
    expect(await failedOf(ana, poison.id)).toMatchObject({ failure: { code: 'internal' } });
    await allSent(ana);
    expect(await bodiesIn(ana, channelId)).toEqual(['behind']);
  });
});
