import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Server } from '../../support/app.js';
import type { ChatSocket } from '../../support/client.js';
import { Person } from '../../support/factories.js';
import { RestInput } from './rest-input.js';
import { restCases } from './rest-routes.js';
import { socketCases } from './socket-requests.js';

const RUNS = { numRuns: 40, endOnFailure: true };

let server: Server;
let input: RestInput;
let socket: ChatSocket;
let ids: string[] = [];

beforeAll(async () => {
  server = await Server.start();
  input = await RestInput.arrange(server);
  const other = await Person.register(server);
  socket = await (await Person.register(server)).connect();
  ids = [input.channelId, (await other.createChannel({ kind: 'private' })).id, other.id];
});
afterAll(() => server.stop());

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('\u0000', '\ud800', '', '__proto__'));
const number = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double(), fc.constantFrom(2 ** 31, -0, 1e308));
const known = fc.integer({ min: 0, max: 2 }).map((i) => ids[i] ?? '');
const value = fc.oneof(
  { weight: 3, arbitrary: fc.oneof(known, text, number, fc.uuid()) },
  { weight: 2, arbitrary: fc.jsonValue() },
  { weight: 1, arbitrary: fc.dictionary(fc.oneof(fc.uuid(), known, text), fc.oneof(number, fc.jsonValue())) },
);

/** Payloads that are nearly right reach further than any others. */
const payloadWith = (names: string[]) =>
  fc.oneof(
    { weight: 1, arbitrary: value },
    { weight: 4, arbitrary: fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] }) },
    { weight: 2, arbitrary: fc.record(Object.fromEntries(names.map((name) => [name, value]))) },
  );

describe('whatever comes in over a socket', () => {
  it.each(socketCases)('to $request is answered, and never as an error of the server', async ({ request, fields }) => {
    await fc.assert(
      fc.asyncProperty(payloadWith(Object.keys(fields)), async (payload) => {
        const ack = await socket.request(request, payload);
        expect(ack.ok ? 'ok' : ack.error.code).not.toBe('internal');
      }),
      RUNS,
    );
  });

  it('to a request of any name is answered so', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), fc.jsonValue(), async (request, payload) => {
        const ack = await socket.request(`x${request}`, payload);
        expect(ack).toMatchObject({ ok: false, error: { code: 'not_found' } });
      }),
      RUNS,
    );
  });

  it('to echo comes back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (payload) => {
        const sent: unknown = JSON.parse(JSON.stringify(payload));
        expect(await socket.request('echo', sent)).toEqual({ ok: true, data: sent });
      }),
      RUNS,
    );
  });

  it('leaves the connection as it was', async () => {
    expect(socket.closed).toBeNull();
    expect((await socket.request('echo', 1)).ok).toBe(true);
  });
});

describe('whatever comes in over REST', () => {
  // Logging out ends what the others need.
  it.each(restCases.filter(({ route }) => !/logout|register|login/.test(route)))(
    'to $route is answered, and never as an error of the server',
    async (route) => {
      const method = route.route.split(' ')[0] ?? '';
      const queries = fc.dictionary(fc.constantFrom(...Object.keys(route.query ?? {}), 'x'), text, { maxKeys: 3 });
      await fc.assert(
        fc.asyncProperty(payloadWith(Object.keys(route.body ?? {})), queries, known, async (body, query, id) => {
          const answer = await input.ask(route, {
            ...(method === 'GET' || method === 'DELETE' ? {} : { body }),
            params: { id, userId: id },
            query: `?${new URLSearchParams(wellFormed(query)).toString()}`,
          });
          expect(answer.status).not.toBe(500);
        }),
        { ...RUNS, numRuns: 25 },
      );
    },
  );
});

const wellFormed = (query: Record<string, string>) =>
  Object.fromEntries(Object.entries(query).map(([key, part]) => [key, part.toWellFormed()]));
