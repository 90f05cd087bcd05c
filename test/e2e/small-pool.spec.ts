import { afterAll, beforeAll, expect, it } from 'vitest';
import { UserGroup } from '../../src/contract/groups.js';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';
import { succeeded } from '../support/rest.js';

const POOL_SIZE = 2;
/** Each would hold a connection and wait for another, were it to need two. */
const AT_ONCE = 5 * POOL_SIZE;

let server: Server;
let ana: Person;
let others: Person[];

beforeAll(async () => {
  server = await Server.start({ env: { DATABASE_POOL_SIZE: String(POOL_SIZE) } });
  ana = await Person.register(server);
  others = await Promise.all(Array.from({ length: AT_ONCE }, () => Person.register(server)));
});
afterAll(() => server.stop());

const statuses = async (requests: Promise<{ status: number }>[]) =>
  (await Promise.all(requests)).map(({ status }) => status);

it('what nobody saved is no longer saved, by many at once', async () => {
  const { id } = await ana.createChannel({}, others);
  const { message } = await ana.post(id, 'for later, or not');
  const path = `/messages/${message.id}/saved`;
  const each = others.map((person) => person.call('DELETE', path));
  expect(await statuses(each)).toEqual(others.map(() => 200));
  const same = others.map(() => ana.call('DELETE', path));
  expect(await statuses(same)).toEqual(others.map(() => 200));
});

it('a group is filled by many requests at once', async () => {
  const body = { name: 'everybody-else', displayName: 'Everybody else' };
  const { id } = succeeded(UserGroup, await ana.call('POST', '/groups', body));
  const added = others.map((person) => ana.call('PUT', `/groups/${id}/members/${person.id}`));
  expect(await statuses(added)).toEqual(others.map(() => 200));
  const gone = ana.call('PUT', `/groups/${id}/members/${crypto.randomUUID()}`);
  expect(await statuses([gone])).toEqual([404]);
});

it('replies to a reply are refused, many at once', async () => {
  const { id } = await ana.createChannel({}, others);
  const { message: root } = await ana.post(id, 'the first');
  const reply = (person: Person, threadId: string) =>
    person.call('POST', `/channels/${id}/messages`, { clientId: crypto.randomUUID(), body: 'a reply', threadId });
  const { body } = await reply(ana, root.id);
  const { message } = body as { message: { id: string } };
  expect(await statuses(others.map((person) => reply(person, message.id)))).toEqual(others.map(() => 409));
});
