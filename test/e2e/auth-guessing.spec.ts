import { afterAll, beforeAll, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';
import { call, problemOf } from '../support/rest.js';

let server: Server;

beforeAll(async () => {
  server = await Server.start();
  await server.addInstance({ HTTP_RATE: '5/1m' });
});
afterAll(() => server.stop());

it('HTTP_RATE counts who tries tokens that are not good, by address, and leaves those signed in alone', async () => {
  const ana = await Person.register(server);
  const guess = () => call(server, 'GET', '/users/me', { token: 'nonsense', instance: 1 });
  for (let i = 0; i < 5; i++) expect((await guess()).status).toBe(401);
  const refused = await guess();
  expect(problemOf(refused)).toMatchObject({ status: 429, code: 'rate_limited' });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ana.call('GET', '/users/me', undefined, { instance: 1 })).status).toBe(200);
});
