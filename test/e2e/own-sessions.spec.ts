import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Registration, type Session, SessionPage } from '../../src/contract/auth.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { newAccount, noSuchId, PASSWORD, Person } from '../support/factories.js';
import { answeredAfter, isWaitedFor } from '../support/held.js';
import { type Answer, call, problemOf, succeeded } from '../support/rest.js';

const OTHER_PASSWORD = 'another long enough password';

let server: Server;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
});
afterAll(() => server.stop());

const sessionsOf = async (person: Person): Promise<Session[]> =>
  (await person.get(SessionPage, '/auth/sessions')).items;
const login = (person: Person, password: string) =>
  call(server, 'POST', '/auth/login', { body: { login: person.username, password } });

describe('the sessions of somebody', () => {
  it('are told with their devices, the newest sign-in first, page by page', async () => {
    const body = { login: (await Person.register(server)).username, password: PASSWORD };
    const headers = { 'user-agent': 'A phone' };
    const phone = Person.from(server, await call(server, 'POST', '/auth/login', { body, headers }));
    expect(await sessionsOf(phone)).toMatchObject([
      { userAgent: 'A phone', current: true },
      { userAgent: 'node', current: false },
    ]);
    const first = await phone.get(SessionPage, '/auth/sessions?limit=1');
    const second = await phone.get(SessionPage, `/auth/sessions?limit=1&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items]).toEqual(await sessionsOf(phone));
  });

  it('were last used when their tokens were renewed', async () => {
    const ana = await Person.register(server);
    const [before] = await sessionsOf(ana);
    await ana.refresh();
    const [after] = await sessionsOf(ana);
    expect(Date.parse(after?.lastUsedAt ?? '')).toBeGreaterThan(Date.parse(before?.lastUsedAt ?? ''));
  });

  it('end elsewhere, with their sockets, and are in the list no more', async () => {
    const here = await Person.register(server);
    const there = await here.signInAgain(1);
    const socket = await there.connect({ instance: 1 });
    const other = (await sessionsOf(here)).find(({ current }) => !current);
    expect((await here.call('DELETE', `/auth/sessions/${other?.id}`)).status).toBe(204);
    expect(await socket.end()).toBe('io server disconnect');
    expect(problemOf(await there.call('GET', '/users/me'))).toMatchObject({ code: 'unauthenticated' });
    expect(await sessionsOf(here)).toMatchObject([{ current: true }]);
    expect(problemOf(await here.call('DELETE', `/auth/sessions/${other?.id}`)).code).toBe('not_found');
  });

  it('of somebody else are nobody’s business', async () => {
    const [ana, bruno] = [await Person.register(server), await Person.register(server)];
    const [session] = await sessionsOf(bruno);
    for (const id of [session?.id, noSuchId()]) {
      expect(problemOf(await ana.call('DELETE', `/auth/sessions/${id}`)).code).toBe('not_found');
    }
    expect((await bruno.call('GET', '/users/me')).status).toBe(200);
  });
});

describe('the end of a session', () => {
  it.each([
    ['by signing out', 'POST', () => '/auth/logout'],
    ['from the list of them', 'DELETE', (id: string) => `/auth/sessions/${id}`],
  ])('%s holds nothing while the user is being changed', async (_, method, path) => {
    const ana = await Person.register(server);
    const [session] = await sessionsOf(ana);
    await server.db.query('BEGIN');
    try {
      await server.db.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [ana.id]);
      const ended = ana.call(method, path(session?.id ?? ''));
      await until('it waits for the user', () => isWaitedFor(server), 30_000);
      const sessions = 'SELECT id FROM sessions WHERE user_id = $1 FOR NO KEY UPDATE NOWAIT';
      expect((await server.db.query(sessions, [ana.id])).rowCount).toBe(1);
      await server.db.query('ROLLBACK');
      // Too late is an answer too: how long the user was held says nothing here.
      expect([204, 503]).toContain((await ended).status);
    } finally {
      await server.db.query('ROLLBACK');
    }
  });
});

describe('a change of password', () => {
  it('needs the present one, and ends all other sessions', async () => {
    const here = await Person.register(server);
    const there = await here.signInAgain();
    const wrong = await here.call('POST', '/auth/password/change', { current: OTHER_PASSWORD, new: OTHER_PASSWORD });
    expect(problemOf(wrong)).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'current', message: 'is not the present password' }],
    });
    const right = await here.call('POST', '/auth/password/change', { current: PASSWORD, new: OTHER_PASSWORD });
    expect(right.status).toBe(204);
    expect((await there.call('GET', '/users/me')).status).toBe(401);
    expect((await here.call('GET', '/users/me')).status).toBe(200);
    expect([(await login(here, PASSWORD)).status, (await login(here, OTHER_PASSWORD)).status]).toEqual([401, 200]);
  });
});

/** What is asked finds the old state, and is answered once the change has been committed. */
const meanwhile = ({ id }: Person, change: string, ask: () => Promise<Answer>): Promise<Answer> =>
  answeredAfter(
    server,
    [`SELECT FROM users WHERE id = '${id}' FOR NO KEY UPDATE`, change.replaceAll('$1', `'${id}'`)],
    ask,
  );

/** As if by the link of a mail. */
const RESET = `UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE id <> $1 LIMIT 1) WHERE id = $1`;
const change = (person: Person) => () =>
  person.call('POST', '/auth/password/change', { current: PASSWORD, new: OTHER_PASSWORD });

describe('what changes while a password is looked at', () => {
  beforeAll(() => Person.register(server));

  it('counts for who signs in', async () => {
    const ana = await Person.register(server);
    for (const done of [RESET, 'UPDATE users SET disabled_at = now() WHERE id = $1']) {
      const answer = await meanwhile(ana, done, () => login(ana, PASSWORD));
      expect(problemOf(answer)).toMatchObject({ status: 401, code: 'unauthenticated' });
    }
    const { rows } = await server.db.query('SELECT FROM sessions WHERE user_id = $1', [ana.id]);
    expect(rows).toHaveLength(1);
  });

  it('counts for who changes it: a reset is not overwritten', async () => {
    const ana = await Person.register(server);
    const answer = await meanwhile(ana, RESET, change(ana));
    expect(problemOf(answer)).toMatchObject({ code: 'validation_failed', errors: [{ path: 'current' }] });
    expect((await login(ana, OTHER_PASSWORD)).status).toBe(401);
  });

  it('counts for who changes it by a session that was ended', async () => {
    const ana = await Person.register(server);
    const answer = await meanwhile(ana, 'UPDATE sessions SET revoked_at = now() WHERE user_id = $1', change(ana));
    expect(problemOf(answer)).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect((await login(ana, PASSWORD)).status).toBe(200);
  });
});

describe('who may make an account', () => {
  it.each(['open', 'invite', 'closed'] as const)('is known to everybody where it is %s', async (REGISTRATION) => {
    const strict = await Server.start({ env: { REGISTRATION } });
    const asked = async () => succeeded(Registration, await call(strict, 'GET', '/auth/registration')).registration;
    const before = await asked();
    await call(strict, 'POST', '/auth/register', { body: newAccount() });
    expect([before, await asked()]).toEqual(['open', REGISTRATION]);
    await strict.stop();
  });
});
