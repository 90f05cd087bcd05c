import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditPage, ManagedUser, ManagedUserPage } from '../../src/contract/admin.js';
import { Server } from '../support/app.js';
import { answeredOtherwise, noSuchId, PASSWORD, Person } from '../support/factories.js';
import { answeredAfter } from '../support/held.js';
import { call, problemOf, succeeded } from '../support/rest.js';

let server: Server;
let owner: Person;
let admin: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  owner = await Person.register(server);
  admin = await Person.register(server);
  await changed(owner, admin, { role: 'admin' });
});
afterAll(() => server.stop());

const change = (by: Person, { id }: Person, body: object) => by.call('PATCH', `/admin/users/${id}`, body);
const changed = async (by: Person, who: Person, body: object) => succeeded(ManagedUser, await change(by, who, body));
const listed = async (query = '') => (await owner.get(ManagedUserPage, `/admin/users${query}`)).items;
const refusal = async (answer: ReturnType<typeof change>) => problemOf(await answer).code;

describe('a role', () => {
  it('is given by administrators, and counts at once', async () => {
    const [carla, dora] = [await Person.register(server), await Person.register(server)];
    expect(await answeredOtherwise(carla, [['GET', '/admin/users']], 'forbidden')).toEqual([]);
    expect(await changed(owner, carla, { role: 'admin' })).toMatchObject({ id: carla.id, role: 'admin' });
    expect((await carla.call('GET', '/admin/users')).status).toBe(200);
    expect(await changed(carla, dora, { role: 'admin' })).toMatchObject({ role: 'admin' });
  });

  it('is taken by the owner alone, and whoever loses it is signed out', async () => {
    const dora = await Person.register(server);
    await changed(owner, dora, { role: 'admin' });
    expect(await refusal(change(admin, dora, { role: 'member' }))).toBe('forbidden');
    const socket = await dora.connect({ instance: 1 });
    expect(await changed(owner, dora, { role: 'member' })).toMatchObject({ role: 'member' });
    await socket.end();
    expect(problemOf(await dora.call('GET', '/users/me')).code).toBe('unauthenticated');
    const again = await dora.signInAgain();
    expect(await answeredOtherwise(again, [['GET', '/admin/users']], 'forbidden')).toEqual([]);
  });

  it('is changed by whoever is an administrator at its commit, and nobody who was one before', async () => {
    const [carla, dora] = [await Person.register(server), await Person.register(server)];
    await changed(owner, carla, { role: 'admin' });
    const hold = `SELECT FROM users WHERE id IN ('${carla.id}', '${dora.id}') ORDER BY id FOR NO KEY UPDATE`;
    const demote = `UPDATE users SET role = 'member' WHERE id = '${carla.id}'`;
    const answer = await answeredAfter(server, [hold, demote], () => change(carla, dora, { role: 'admin' }));
    expect(problemOf(answer).code).toBe('forbidden');
    expect(await listed(`?query=${dora.username}`)).toMatchObject([{ role: 'member' }]);
  });

  it('is never the owner’s or one’s own to change, and no guest’s', async () => {
    expect(await refusal(change(admin, owner, { role: 'member' }))).toBe('forbidden');
    expect(await refusal(change(owner, owner, { disabled: true }))).toBe('forbidden');
    expect(await refusal(change(admin, admin, { role: 'member' }))).toBe('forbidden');
    const guest = await Person.register(server);
    await server.db.query('UPDATE users SET guest = true WHERE id = $1', [guest.id]);
    expect(await refusal(change(owner, guest, { role: 'admin' }))).toBe('conflict');
  });
});

describe('an account that is disabled', () => {
  it('is out of everything, on every instance, until it is enabled again', async () => {
    const bruno = await Person.register(server);
    const socket = await bruno.connect({ instance: 1 });
    expect((await changed(admin, bruno, { disabled: true })).disabledAt).not.toBeNull();
    await socket.end();
    expect(problemOf(await bruno.call('GET', '/users/me', undefined, { instance: 1 })).code).toBe('unauthenticated');
    const login = { login: bruno.username, password: PASSWORD };
    expect(problemOf(await call(server, 'POST', '/auth/login', { body: login })).code).toBe('unauthenticated');
    expect((await listed()).map(({ id }) => id)).not.toContain(bruno.id);
    expect(await listed(`?state=disabled&query=${bruno.username}`)).toMatchObject([{ id: bruno.id }]);
    expect(await changed(admin, bruno, { disabled: false })).toMatchObject({ disabledAt: null });
    expect((await bruno.signInAgain()).id).toBe(bruno.id);
  });

  it('stays so since when it was, whatever its role becomes', async () => {
    const erik = await Person.register(server);
    const { disabledAt } = await changed(owner, erik, { disabled: true });
    expect(await changed(owner, erik, { role: 'admin', disabled: true })).toMatchObject({ role: 'admin', disabledAt });
    expect(await changed(owner, erik, { role: 'member' })).toMatchObject({ role: 'member', disabledAt });
  });

  it('and every change of one, is written down once', async () => {
    const bruno = await Person.register(server);
    await changed(admin, bruno, { disabled: true });
    await changed(admin, bruno, { disabled: false });
    await changed(owner, bruno, { disabled: false, role: 'member' });
    const { items } = await owner.get(AuditPage, '/admin/audit?action=user.update');
    expect(items.filter(({ target }) => target === bruno.id)).toMatchObject([
      { actorId: admin.id, detail: { disabled: false } },
      { actorId: admin.id, detail: { disabled: true } },
    ]);
  });
});

it('accounts are shown to administrators alone, page by page', async () => {
  const [member, bruno] = [await Person.register(server), await Person.register(server)];
  const calls: [string, string, object?][] = [
    ['GET', '/admin/users'],
    ['PATCH', `/admin/users/${bruno.id}`, { disabled: true }],
  ];
  expect(await answeredOtherwise(member, calls, 'forbidden')).toEqual([]);
  expect(await refusal(owner.call('PATCH', `/admin/users/${noSuchId()}`, { disabled: true }))).toBe('not_found');
  const first = await owner.get(ManagedUserPage, '/admin/users?limit=2');
  const second = await owner.get(ManagedUserPage, `/admin/users?limit=2&cursor=${first.nextCursor}`);
  const names = [...first.items, ...second.items].map(({ username }) => username);
  expect(names).toHaveLength(4);
  expect(names).toEqual([...new Set(names)].toSorted());
});
