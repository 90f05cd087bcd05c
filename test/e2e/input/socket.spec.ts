import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AckError } from '../../../src/contract/errors.js';
import { Server } from '../../support/app.js';
import type { ChatSocket } from '../../support/client.js';
import { noSuchId, Person } from '../../support/factories.js';
import { goodValues, IS_REQUIRED, IS_UNKNOWN, rulesOf } from './rules.js';
import { socketCases } from './socket-requests.js';

let server: Server;
let socket: ChatSocket;
/** Not the caller's: a private and a public channel, with a message in each. */
let foreign: Record<'channelId' | 'messageId' | 'threadId', string>;
let open: typeof foreign;

beforeAll(async () => {
  server = await Server.start();
  const [ana, other] = [await Person.register(server), await Person.register(server)];
  const arrange = async (kind: string) => {
    const { id } = await other.createChannel({ kind });
    const { message } = await other.post(id, 'not yours');
    return { channelId: id, messageId: message.id, threadId: message.id };
  };
  foreign = await arrange('private');
  open = await arrange('public');
  socket = await ana.connect();
});
afterAll(() => server.stop());

/** Which rules of the field the refusal says were broken. */
function ruleOf({ code, errors = [] }: AckError, field: string): string {
  if (code !== 'validation_failed') throw new Error(`answered ${code}`);
  return rulesOf(errors, field);
}

const fields = socketCases.flatMap(({ request, fields: all }) =>
  Object.entries(all).flatMap(([field, { optional }]) => (optional ? [] : [{ request, field, good: goodValues(all) }])),
);
const bad = socketCases.flatMap(({ request, fields: all }) =>
  Object.entries(all).flatMap(([field, rules]) =>
    rules.bad.map(([value, rule]) => ({
      request,
      field,
      rule,
      payload: { ...goodValues(all), [field]: value },
      shown: JSON.stringify(value).slice(0, 40),
    })),
  ),
);
/** Whoever may read a public channel may look at it, report what is there, and keep it for themselves. */
const forReaders = new Set([
  'channel:open',
  'channel:close',
  'message:report',
  'message:save',
  'message:unsave',
  'draft:set',
  'channel:place',
]);
const naming = socketCases.flatMap(({ names, ...one }) => (names ? [{ ...one, names }] : []));

it('has a case for every request', () => {
  const requests = server.conformance.documentedAcks.map((name) => name.replace(' (ack)', ''));
  expect([...socketCases.map(({ request }) => request), 'echo'].toSorted()).toEqual(requests.toSorted());
});

describe('a field', () => {
  it.each(fields)('$field of $request that is missing is named', async ({ request, field, good }) => {
    const { [field]: _, ...rest } = good;
    expect(ruleOf(await socket.refuse(request, rest), field)).toMatch(IS_REQUIRED);
  });

  it.each(bad)(
    '$field of $request that is $shown is named with its rule',
    async ({ request, field, rule, payload }) => {
      expect(ruleOf(await socket.refuse(request, payload), field)).toMatch(rule);
    },
  );

  it.each(socketCases)('of $request that is unknown is named', async ({ request, fields: all }) => {
    const payload = { ...goodValues(all), surprise: 1 };
    expect(ruleOf(await socket.refuse(request, payload), 'surprise')).toMatch(IS_UNKNOWN);
  });
});

describe('a payload', () => {
  it.each(socketCases)('of $request that is no object is refused', async ({ request }) => {
    for (const payload of ['text', 5, null, true, [], [{}], undefined]) {
      expect(await socket.refuse(request, payload)).toMatchObject({ code: 'validation_failed' });
    }
  });

  it.each(socketCases)('of $request with bytes in it is refused', async ({ request, fields: all }) => {
    const payload = { ...goodValues(all), [Object.keys(all)[0] ?? '']: Buffer.from('bytes') };
    expect(await socket.refuse(request, payload)).toMatchObject({ code: 'validation_failed' });
  });
});

describe('what a request names', () => {
  it.each(naming)('in $request is not found where it is not there', async ({ request, fields: all, names }) => {
    const payload = { ...goodValues(all), [names]: noSuchId() };
    expect(await socket.refuse(request, payload)).toMatchObject({ code: 'not_found' });
  });

  it.each(naming)('in $request is not found where it is private', async ({ request, fields: all, names }) => {
    const payload = { ...goodValues(all), [names]: foreign[names] };
    expect(await socket.refuse(request, payload)).toMatchObject({ code: 'not_found' });
  });

  it.each(naming)('in $request is for members, where that needs one', async ({ request, fields: all, names }) => {
    const ack = await socket.request(request, { ...goodValues(all), [names]: open[names] });
    expect(ack.ok ? 'ok' : ack.error.code).toBe(forReaders.has(request) ? 'ok' : 'forbidden');
  });
});

describe('a request', () => {
  it('that there is not is not found', async () => {
    const names = ['nonsense', 'message:nonsense', '', 'constructor', '__proto__', 'toString', 'poll:nonsense'];
    for (const name of names) {
      expect({ name, ...(await socket.refuse(name, {})) }).toMatchObject({ name, code: 'not_found' });
    }
  });

  it('without a payload is answered too', async () => {
    const ack: unknown = await socket.client.timeout(30_000).emitWithAck('message:send');
    expect(ack).toMatchObject({ ok: false, error: { code: 'validation_failed' } });
  });

  it('without an ack does no harm', async () => {
    socket.client.emit('message:send', { nonsense: true });
    socket.client.emit('nonsense');
    expect((await socket.request('echo', 'still here')).ok).toBe(true);
  });

  it('with more arguments than it has is judged by the first', async () => {
    const ack: unknown = await socket.client.timeout(30_000).emitWithAck('channel:sync', { cursors: {} }, 'more', 5);
    expect(ack).toEqual({ ok: true, data: { channels: [] } });
  });
});
