import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScheduledMessage, ScheduledPage } from '../../src/contract/scheduled.js';
import { Server } from '../support/app.js';
import type { ChatSocket } from '../support/client.js';
import { answeredOtherwise, type Call, noSuchId, Person } from '../support/factories.js';
import { problemOf, statusesOf, succeeded } from '../support/rest.js';
import { allSent, bodiesIn, failedOf, inMs, later, linesOf, schedule, scheduledOf } from '../support/scheduled.js';

const HOUR_MS = 3_600_000;

let server: Server;
let ana: Person;
let bruno: Person;
let channelId: string;
let desk: ChatSocket;
let phone: ChatSocket;
let reader: ChatSocket;

beforeAll(async () => {
  server = await Server.start({ instances: 2, worker: true });
  ana = await Person.register(server);
  bruno = await Person.register(server);
  channelId = (await ana.createChannel({}, [bruno])).id;
  desk = await ana.connect();
  phone = await (await ana.signInAgain()).connect({ instance: 1 });
  reader = await bruno.connect({ instance: 1 });
});
afterAll(() => server.stop());

const waiting = (body = 'some day') => schedule(ana, channelId, later(body, inMs(HOUR_MS)));
const told = (socket: ChatSocket, id: string, fits: (row: ScheduledMessage | null) => boolean) =>
  socket.event('scheduled', (event) => event.id === id && fits(event.scheduled));
const refusal = async (method: string, path: string, body?: unknown) => problemOf(await ana.call(method, path, body));

describe('a scheduled message', () => {
  it('waits unseen, is sent at its time, and is then a message like any other', async () => {
    const input = later('good morning');
    const scheduled = await schedule(ana, channelId, input);
    expect(scheduled).toMatchObject({ ...input, channelId, state: 'waiting', failure: null, rev: 1 });
    for (const socket of [desk, phone])
      expect((await told(socket, scheduled.id, Boolean)).scheduled).toEqual(scheduled);
    expect(await bodiesIn(bruno, channelId)).not.toContain('good morning');
    const frame = await reader.event('channel:changes', ({ changes }) =>
      changes.some(({ message }) => message.clientId === input.clientId),
    );
    const [change] = frame.changes;
    expect(change).toMatchObject({ kind: 'created', message: { authorId: ana.id, body: 'good morning' } });
    expect(Date.parse(change?.message.createdAt ?? '')).toBeGreaterThanOrEqual(Date.parse(input.sendAt));
    for (const socket of [desk, phone]) await told(socket, scheduled.id, (row) => row === null);
    expect(await scheduledOf(ana)).toEqual([]);
    expect((await ana.channel(channelId)).unread).toBe(0);
    // A retry that comes that late answers what was sent.
    const again = await ana.post(channelId, 'good morning', input.clientId);
    expect(again).toMatchObject({ duplicate: true, message: { id: change?.message.id } });
  });

  it('is made by sockets too, edited and taken back', async () => {
    const input = { channelId, ...later('by socket', inMs(HOUR_MS)) };
    const { id, rev } = await desk.ask(ScheduledMessage, 'message:schedule', input);
    const sendAt = inMs(2 * HOUR_MS);
    const edited = await desk.ask(ScheduledMessage, 'scheduled:edit', { scheduledId: id, body: 'edited', sendAt });
    expect(edited).toMatchObject({ id, body: 'edited', sendAt, rev: rev + 1 });
    expect((await told(phone, id, (row) => row?.rev === edited.rev)).scheduled).toEqual(edited);
    expect((await phone.request('scheduled:delete', { scheduledId: id })).ok).toBe(true);
    await told(desk, id, (row) => row === null);
    expect(await desk.refuse('scheduled:edit', { scheduledId: id })).toMatchObject({ code: 'not_found' });
  });

  it('is sent at once where its author wants it so', async () => {
    for (const now of [
      (id: string) => ana.call('POST', `/scheduled/${id}/send-now`),
      (id: string) => desk.request('scheduled:send', { scheduledId: id }),
    ]) {
      const { id, clientId } = await waiting('never mind the time');
      await now(id);
      const { changes } = await reader.event('channel:changes', (frame) =>
        frame.changes.some(({ message }) => message.clientId === clientId),
      );
      expect(changes).toMatchObject([{ kind: 'created', message: { clientId, body: 'never mind the time' } }]);
      await told(desk, id, (row) => row === null);
    }
  });

  it('is there once, however often it is asked for', async () => {
    const input = later('once', inMs(HOUR_MS));
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await ana.call('POST', `/channels/${channelId}/scheduled`, input));
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 200]);
    const ids = answers.map((answer) => succeeded(ScheduledMessage, answer).id);
    expect(new Set(ids).size).toBe(1);
    const { message } = await ana.post(channelId, 'sent');
    const taken = { ...input, clientId: message.clientId };
    expect(await refusal('POST', `/channels/${channelId}/scheduled`, taken)).toMatchObject({ code: 'conflict' });
    await ana.call('DELETE', `/scheduled/${ids[0]}`);
  });

  it('stays as it is where nothing is to change', async () => {
    const made = await waiting();
    expect(succeeded(ScheduledMessage, await ana.call('PATCH', `/scheduled/${made.id}`, {}))).toEqual(made);
    await ana.call('DELETE', `/scheduled/${made.id}`);
  });
});

describe('the list', () => {
  it('is in the order of the times, page by page, and is one own', async () => {
    const carla = await Person.register(server);
    await carla.call('POST', `/channels/${channelId}/join`);
    const hours = [3, 1, 2, 5, 4];
    for (const hour of hours) await schedule(carla, channelId, later(`${hour}`, inMs(hour * HOUR_MS)));
    const bodies: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: ScheduledPage = await carla.get(ScheduledPage, `/scheduled?limit=2${from}`);
      bodies.push(...page.items.map(({ body }) => body));
      cursor = page.nextCursor;
    }
    expect(bodies).toEqual(['1', '2', '3', '4', '5']);
    expect(await scheduledOf(ana)).toEqual([]);
  });
});

describe('who may not', () => {
  it('schedule in a channel may not know of it, is no member, or comes too late', async () => {
    const hidden = await bruno.createChannel({ kind: 'private' });
    const open = await bruno.createChannel();
    const old = await ana.createChannel();
    await ana.call('DELETE', `/channels/${old.id}`);
    for (const [id, code] of [
      [noSuchId(), 'not_found'],
      [hidden.id, 'not_found'],
      [open.id, 'forbidden'],
      [old.id, 'conflict'],
    ]) {
      const input = later('let me in', inMs(HOUR_MS));
      expect(await refusal('POST', `/channels/${id}/scheduled`, input)).toMatchObject({ code });
      expect(await desk.refuse('message:schedule', { channelId: id, ...input })).toMatchObject({ code });
    }
  });

  it('see or touch a scheduled message: everybody but its author', async () => {
    const { id } = await waiting();
    const calls: Call[] = [
      ['PATCH', `/scheduled/${id}`, { body: 'mine now' }],
      ['POST', `/scheduled/${id}/send-now`],
      ['DELETE', `/scheduled/${id}`],
    ];
    expect(await answeredOtherwise(bruno, calls, 'not_found')).toEqual([]);
    for (const request of ['scheduled:edit', 'scheduled:delete', 'scheduled:send']) {
      expect(await reader.refuse(request, { scheduledId: id })).toMatchObject({ code: 'not_found' });
    }
    expect(await scheduledOf(bruno)).toEqual([]);
    expect(reader.received.scheduled).toEqual([]);
    await ana.call('DELETE', `/scheduled/${id}`);
  });

  it('have more than a hundred of them', async () => {
    await server.db.query(
      `INSERT INTO scheduled_messages (id, author_id, channel_id, client_id, body, send_at, due_at)
       SELECT gen_random_uuid(), $1, $2, gen_random_uuid(), 'one of many', now() + interval '1 day', now() + interval '1 day'
       FROM generate_series(1, 99)`,
      [bruno.id, channelId],
    );
    const answers = await Promise.all(
      [1, 2, 3].map(() => bruno.call('POST', `/channels/${channelId}/scheduled`, later('one more', inMs(HOUR_MS)))),
    );
    expect(statusesOf(answers)).toEqual([201, 409, 409]);
    await server.db.query('DELETE FROM scheduled_messages WHERE author_id = $1', [bruno.id]);
  });

  it('write more than a message may say', async () => {
    const long = 'x'.repeat(4001);
    const problem = await refusal('POST', `/channels/${channelId}/scheduled`, later(long, inMs(HOUR_MS)));
    expect(problem.errors).toEqual([{ path: 'body', message: 'must be at most 4000 characters' }]);
  });
});

describe('a message that is refused at its time', () => {
  it('stays with its reason, is told, and is sent once that is over', async () => {
    const carla = await Person.register(server, { displayName: 'Carla' });
    const { id: club } = await ana.createChannel({ kind: 'private', name: 'the club' }, [carla]);
    const socket = await carla.connect();
    const { id } = await schedule(carla, club, later('may I?'));
    await carla.call('POST', `/channels/${club}/leave`);
    const failed = await failedOf(carla, id);
    expect(failed).toMatchObject({ state: 'failed', failure: { code: 'not_found' }, body: 'may I?' });
    expect((await told(socket, id, (row) => row?.state === 'failed')).scheduled).toEqual(failed);
    const lines = await linesOf(carla, 'scheduled_failed', 1);
    // Its name may be another one by now: whoever is outside is not told it.
    expect(lines).toMatchObject([
      {
        title: 'Your scheduled message was not sent to a private channel: the channel is no longer there for you',
        body: 'may I?',
        path: '/later/scheduled',
        readAt: null,
      },
    ]);
    await ana.invite(club, carla.id);
    const again = succeeded(ScheduledMessage, await carla.call('POST', `/scheduled/${id}/send-now`));
    expect(again).toMatchObject({ state: 'waiting', failure: null });
    await allSent(carla);
    expect(await bodiesIn(ana, club)).toEqual(['may I?']);
  });

  it('is refused as a send would be: in an archived channel, by somebody who was removed', async () => {
    const carla = await Person.register(server);
    const { id: club } = await ana.createChannel({}, [carla]);
    await carla.call('POST', `/channels/${channelId}/join`);
    const late = await schedule(ana, club, later('too late'));
    const gone = await schedule(carla, channelId, later('not a member'));
    await ana.call('DELETE', `/channels/${club}`);
    await ana.call('DELETE', `/channels/${channelId}/members/${carla.id}`);
    expect(await failedOf(ana, late.id)).toMatchObject({
      failure: { code: 'conflict', message: 'The channel is archived' },
    });
    expect(await failedOf(carla, gone.id)).toMatchObject({ failure: { code: 'forbidden' } });
    await ana.call('DELETE', `/scheduled/${late.id}`);
  });

  it('keeps a text that is edited meanwhile, and waits again with a time', async () => {
    const { id } = await waiting();
    await server.db.query(
      `UPDATE scheduled_messages SET state = 'failed', failure = '{"code":"forbidden","message":"no"}' WHERE id = $1`,
      [id],
    );
    const edit = async (change: object) =>
      succeeded(ScheduledMessage, await ana.call('PATCH', `/scheduled/${id}`, change));
    expect(await edit({ body: 'better words' })).toMatchObject({ state: 'failed', body: 'better words' });
    expect(await edit({ sendAt: inMs(HOUR_MS) })).toMatchObject({ state: 'waiting', failure: null });
    await ana.call('DELETE', `/scheduled/${id}`);
  });
});
