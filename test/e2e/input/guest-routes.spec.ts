import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Invitation } from '../../../src/contract/auth.js';
import { Server } from '../../support/app.js';
import { newAccount, Person } from '../../support/factories.js';
import { call, problemOf, succeeded } from '../../support/rest.js';
import { RestInput } from './rest-input.js';
import { restCases } from './rest-routes.js';
import { goodValues } from './rules.js';

/** What is open to guests: their own affairs, and those of their channels. All other routes refuse them. */
const open = new Set([
  'POST /auth/logout',
  'POST /auth/stream-token',
  'POST /auth/email/verify/resend',
  'GET /auth/sessions',
  'DELETE /auth/sessions/{id}',
  'POST /auth/password/change',
  'PUT /users/me/avatar',
  'DELETE /users/me/avatar',
  'GET /push/key',
  'GET /push/subscriptions',
  'POST /push/subscriptions',
  'DELETE /push/subscriptions/{id}',
  'GET /users/me',
  'PATCH /users/me',
  'PUT /users/me/presence',
  'PUT /users/me/status',
  'GET /users/me/presence',
  'GET /users/{id}/presence',
  'GET /presence',
  'GET /users',
  'GET /users/{id}',
  'GET /channels',
  'POST /channels/direct',
  'GET /channels/{id}',
  'PUT /channels/{id}/read',
  'POST /channels/{id}/unread',
  'POST /channels/read-all',
  'PUT /channels/{id}/notifications',
  'POST /channels/{id}/leave',
  'GET /channels/{id}/members',
  'POST /channels/{id}/messages',
  'GET /channels/{id}/messages',
  'GET /channels/{id}/events',
  'GET /channels/{id}/changes',
  'GET /channels/{id}/pins',
  'PATCH /messages/{id}',
  'DELETE /messages/{id}',
  'GET /messages/{id}/edits',
  'GET /messages/{id}/removal',
  'POST /messages/{id}/reports',
  'GET /messages/{id}/readers',
  'PUT /messages/{id}/pin',
  'DELETE /messages/{id}/pin',
  'PUT /messages/{id}/reactions/{emoji}',
  'DELETE /messages/{id}/reactions/{emoji}',
  'GET /messages/{id}/poll',
  'PUT /messages/{id}/vote',
  'POST /messages/{id}/poll/close',
  'GET /messages/{id}/poll/votes',
  'GET /channels/{id}/messages/{seq}',
  'POST /channels/{id}/scheduled',
  'GET /scheduled',
  'PATCH /scheduled/{id}',
  'DELETE /scheduled/{id}',
  'POST /scheduled/{id}/send-now',
  'POST /reminders',
  'GET /reminders',
  'PATCH /reminders/{id}',
  'DELETE /reminders/{id}',
  'GET /drafts',
  'PUT /channels/{id}/draft',
  'DELETE /channels/{id}/draft',
  'GET /saved',
  'GET /channels/{id}/saved',
  'GET /messages/limits',
  'POST /messages/preview',
  'GET /threads',
  'GET /threads/{id}',
  'PUT /threads/{id}/follow',
  'DELETE /threads/{id}/follow',
  'PUT /messages/{id}/saved',
  'DELETE /messages/{id}/saved',
  'GET /categories',
  'POST /categories',
  'PUT /categories/order',
  'PATCH /categories/{id}',
  'DELETE /categories/{id}',
  'PUT /channels/{id}/category',
  'GET /notifications',
  'GET /notifications/events',
  'GET /notifications/preferences',
  'PATCH /notifications/preferences',
  'GET /notifications/explain',
  'POST /notifications/read-all',
  'POST /notifications/{id}/read',
  'POST /notifications/{id}/archive',
  'GET /notifications/{id}/deliveries',
  'GET /dashboard',
  'GET /dashboard/events',
]);

const refusal = { status: 403, code: 'forbidden', detail: 'Guests may not do this' };
const routes = restCases.filter((route) => !route.public);

let server: Server;
let input: RestInput;
let guest: Person;

beforeAll(async () => {
  server = await Server.start();
  input = await RestInput.arrange(server);
  const email = 'guest@example.org';
  const invited = await input.person.call('POST', '/guests/invitations', { email, channelIds: [input.channelId] });
  const { inviteToken } = succeeded(Invitation, invited);
  const body = newAccount({ email, inviteToken });
  guest = Person.from(server, await call(server, 'POST', '/auth/register', { body }));
});
afterAll(() => server.stop());

it('what is open to guests is there', () => {
  const known = new Set(routes.map(({ route }) => route));
  expect([...open].filter((route) => !known.has(route))).toEqual([]);
});

describe('a guest', () => {
  it.each(routes.filter(({ route }) => !open.has(route)))('is refused $route', async (route) => {
    const body = route.body && goodValues(route.body);
    expect(problemOf(await input.ask(route, { token: guest.accessToken, body }))).toMatchObject(refusal);
  });

  it.each(routes.filter(({ route }) => open.has(route)))('is not refused $route for being one', async (route) => {
    const { accessToken: token } = route.route === 'POST /auth/logout' ? await Person.register(server) : guest;
    const { body: answer } = await input.ask(route, { token, body: route.body && goodValues(route.body) });
    expect(answer ?? {}).not.toMatchObject(refusal);
  });
});
