import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Invitation } from '../../../src/contract/auth.js';
import { FOR_GUESTS } from '../../../src/core/security/security.decorators.js';
import { ReactionsGateway } from '../../../src/realtime/reactions.gateway.js';
import { Server } from '../../support/app.js';
import type { ChatSocket } from '../../support/client.js';
import { newAccount, Person } from '../../support/factories.js';
import { call, succeeded } from '../../support/rest.js';
import { goodValues } from './rules.js';
import { socketCases } from './socket-requests.js';

/** What is open to guests: their own affairs, and those of their channels. All other requests refuse them. */
const open = new Set([
  'auth:refresh',
  'echo',
  'delivery:report',
  'message:send',
  'message:edit',
  'message:delete',
  'message:report',
  'message:pin',
  'message:unpin',
  'message:save',
  'message:unsave',
  'message:readers',
  'message:schedule',
  'scheduled:edit',
  'scheduled:delete',
  'scheduled:send',
  'reminder:create',
  'reminder:edit',
  'reminder:delete',
  'reaction:add',
  'reaction:remove',
  'poll:vote',
  'poll:close',
  'thread:follow',
  'thread:unfollow',
  'draft:set',
  'category:create',
  'category:rename',
  'category:delete',
  'category:order',
  'channel:place',
  'channel:direct',
  'channel:leave',
  'channel:notifications',
  'channel:sync',
  'channel:open',
  'channel:close',
  'channel:read',
  'channel:unread',
  'channel:read-all',
  'typing:start',
  'presence:set',
  'presence:get',
  'status:set',
]);

const refusal = { code: 'forbidden', message: 'Guests may not do this' };
const payloads = new Map<string, unknown>([
  ...socketCases.map(({ request, fields }): [string, unknown] => [request, goodValues(fields)]),
  ['echo', 'something'],
]);

let server: Server;
let guest: ChatSocket;

async function connectGuest(to: Server): Promise<ChatSocket> {
  const owner = await Person.register(to);
  const { id } = await owner.createChannel();
  const email = 'guest@example.org';
  const invited = await owner.call('POST', '/guests/invitations', { email, channelIds: [id] });
  const { inviteToken } = succeeded(Invitation, invited);
  const body = newAccount({ email, inviteToken });
  return Person.from(to, await call(to, 'POST', '/auth/register', { body })).connect();
}

beforeAll(async () => {
  server = await Server.start();
  guest = await connectGuest(server);
});
afterAll(() => server?.stop());

it('every request is judged, and what is open to guests is there', () => {
  const documented = server.conformance.documentedAcks.map((name) => name.replace(' (ack)', ''));
  expect([...payloads.keys()].toSorted()).toEqual(documented.toSorted());
  expect([...open].filter((request) => !payloads.has(request))).toEqual([]);
});

describe('a guest', () => {
  const requests = [...payloads].map(([request, payload]) => ({ request, payload }));

  it.each(requests.filter(({ request }) => !open.has(request)))('is refused $request', async ({ request, payload }) => {
    expect(await guest.refuse(request, payload)).toMatchObject(refusal);
  });

  it.each(requests.filter(({ request }) => open.has(request)))(
    'is not refused $request for being one',
    async ({ request, payload }) => {
      const ack = await guest.request(request, payload);
      expect(ack.ok ? {} : ack.error).not.toMatchObject(refusal);
    },
  );
});

it('a request that nobody opened is closed', async () => {
  Reflect.deleteMetadata(FOR_GUESTS, ReactionsGateway);
  const other = await Server.start().finally(() => Reflect.defineMetadata(FOR_GUESTS, true, ReactionsGateway));
  try {
    const socket = await connectGuest(other);
    expect(await socket.refuse('reaction:add', payloads.get('reaction:add'))).toMatchObject(refusal);
  } finally {
    await other.stop();
  }
});
