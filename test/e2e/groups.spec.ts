import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditPage } from '../../src/contract/admin.js';
import { GroupMember, GroupMemberPage, UserGroup, UserGroupPage } from '../../src/contract/groups.js';
import { Server } from '../support/app.js';
import { answeredOtherwise, newAccount, noSuchId, Person } from '../support/factories.js';
import { call, problemOf, succeeded } from '../support/rest.js';

let server: Server;
let owner: Person;
let ana: Person;
let bruno: Person;
let names = 0;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  owner = await Person.register(server);
  [ana, bruno] = [await Person.register(server), await Person.register(server)];
});
afterAll(() => server.stop());

const create = async (fields: Record<string, unknown> = {}) =>
  succeeded(
    UserGroup,
    await owner.call('POST', '/groups', { name: `group${++names}`, displayName: `Group ${names}`, ...fields }),
  );
const membersOf = async (id: string, query = '') =>
  ana.get(GroupMemberPage, `/groups/${id}/members${query}`).then(({ items }) => items.map(({ user }) => user.id));

describe('a group', () => {
  it('is made, described, renamed and removed, on any instance', async () => {
    const group = await create({ name: 'on-call', description: 'who answers at night' });
    expect(group).toMatchObject({ name: 'on-call', description: 'who answers at night', memberCount: 0 });
    const path = `/groups/${group.id}`;
    expect((await ana.call('GET', path, undefined, { instance: 1 })).body).toEqual(group);

    const change = { name: 'night-shift', description: '' };
    const changed = succeeded(UserGroup, await owner.call('PATCH', path, change, { instance: 1 }));
    expect(changed).toEqual({ ...group, ...change });
    expect(await ana.get(UserGroup, path)).toEqual(changed);
    expect(succeeded(UserGroup, await owner.call('PATCH', path, {}))).toEqual(changed);
    await create({ name: 'on-call' });

    expect((await owner.call('DELETE', path)).status).toBe(204);
    expect(problemOf(await ana.call('GET', path))).toMatchObject({ code: 'not_found' });
    await create({ name: 'night-shift' });
  });

  it('has the members that it was given, each once', async () => {
    const { id } = await create();
    const put = (userId: string) => owner.call('PUT', `/groups/${id}/members/${userId}`);
    const added = succeeded(GroupMember, await put(bruno.id));
    expect(added.user.id).toBe(bruno.id);
    expect(succeeded(GroupMember, await put(bruno.id))).toEqual(added);
    await put(ana.id);
    expect(await membersOf(id)).toEqual([ana.id, bruno.id].toSorted());
    expect((await ana.get(UserGroup, `/groups/${id}`)).memberCount).toBe(2);
    const { items } = await ana.get(UserGroupPage, `/groups?userId=${bruno.id}`);
    expect(items.map((group) => group.id)).toEqual([id]);

    expect((await owner.call('DELETE', `/groups/${id}/members/${ana.id}`)).status).toBe(204);
    expect(problemOf(await owner.call('DELETE', `/groups/${id}/members/${ana.id}`)).code).toBe('not_found');
    expect(problemOf(await put(noSuchId())).code).toBe('not_found');
    expect(await membersOf(id)).toEqual([bruno.id]);
    expect((await ana.get(UserGroup, `/groups/${id}`)).memberCount).toBe(1);
  });

  it('is found by the beginning of its name or by what it is called, a page at a time', async () => {
    const made = [];
    for (const name of ['paged-a', 'paged-b', 'paged-c'])
      made.push(await create({ name, displayName: `Crew ${name}` }));
    const first = await ana.get(UserGroupPage, '/groups?query=paged&limit=2');
    const second = await ana.get(UserGroupPage, `/groups?query=paged&limit=2&cursor=${first.nextCursor ?? ''}`);
    expect([...first.items, ...second.items]).toEqual(made);
    expect(second.nextCursor).toBeNull();
    expect((await ana.get(UserGroupPage, '/groups?query=CREW')).items).toEqual(made);
    expect((await ana.get(UserGroupPage, '/groups?query=%25')).items).toEqual([]);
  });

  it('is seen by everybody, and changed by owners and administrators alone, which the audit log tells', async () => {
    const { id } = await create();
    const calls: [string, string, unknown?][] = [
      ['POST', '/groups', { name: 'anas-own', displayName: 'Ana’s' }],
      ['PATCH', `/groups/${id}`, { displayName: 'Other' }],
      ['PUT', `/groups/${id}/members/${ana.id}`],
      ['DELETE', `/groups/${id}/members/${ana.id}`],
      ['DELETE', `/groups/${id}`],
    ];
    expect(await answeredOtherwise(ana, calls, 'forbidden')).toEqual([]);
    expect((await ana.call('GET', `/groups/${id}`)).status).toBe(200);
    for (const [method, path, body] of calls.slice(1)) await owner.call(method, path, body);
    const { items } = await owner.get(AuditPage, '/admin/audit?limit=10');
    const told = items.filter(({ target }) => target === id).map(({ action, actorId }) => [action, actorId]);
    expect(told.toReversed()).toEqual(
      ['create', 'update', 'add-member', 'remove-member', 'delete'].map((verb) => [`group.${verb}`, owner.id]),
    );
  });
});

describe('a name', () => {
  const refusal = async (name: string) =>
    problemOf(await owner.call('POST', '/groups', { name, displayName: 'Taken' })).code;

  it('is taken once, by a user or by a group', async () => {
    const group = await create({ name: 'taken' });
    expect(await refusal('taken')).toBe('conflict');
    expect(await refusal(ana.username)).toBe('conflict');
    expect(problemOf(await owner.call('PATCH', `/groups/${group.id}`, { name: bruno.username })).code).toBe('conflict');
    const registered = await call(server, 'POST', '/auth/register', { body: newAccount({ username: 'taken' }) });
    expect(problemOf(registered)).toMatchObject({ code: 'conflict', detail: expect.stringContaining('username') });
    await owner.call('DELETE', `/groups/${group.id}`);
    await Person.register(server, { username: 'taken' });
    expect(await refusal('taken')).toBe('conflict');
  });

  it('goes to one of those who ask for it at the same time', async () => {
    const name = 'sought-after';
    const answers = await Promise.all(
      [0, 1, 0, 1].flatMap((instance) => [
        owner.call('POST', '/groups', { name, displayName: 'Sought' }, { instance }),
        call(server, 'POST', '/auth/register', { body: newAccount({ username: name }), instance }),
      ]),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, ...Array<number>(7).fill(409)]);
  });
});

describe('the limits', () => {
  it('are 1,000 members a group and 1,000 groups', async () => {
    const { id } = await create();
    await server.db.query(
      `INSERT INTO user_group_members (group_id, user_id) SELECT $1, gen_random_uuid() FROM generate_series(1, 999)`,
      [id],
    );
    await server.db.query('UPDATE user_groups SET member_count = 999 WHERE id = $1', [id]);
    expect((await owner.call('PUT', `/groups/${id}/members/${ana.id}`)).status).toBe(200);
    const problem = problemOf(await owner.call('PUT', `/groups/${id}/members/${bruno.id}`));
    expect(problem).toMatchObject({ code: 'conflict', detail: expect.stringContaining('1000') });

    await server.db.query(
      `INSERT INTO user_groups (id, name, display_name, description)
       SELECT gen_random_uuid(), 'filler' || n, 'Filler', ''
       FROM generate_series(1, 1000 - (SELECT count(*)::int FROM user_groups)) n`,
    );
    const refused = problemOf(await owner.call('POST', '/groups', { name: 'one-more', displayName: 'One more' }));
    expect(refused).toMatchObject({ code: 'conflict', detail: expect.stringContaining('1000') });
  });
});
