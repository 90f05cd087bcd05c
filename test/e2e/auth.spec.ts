import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignedIn, StreamToken, TokenPair } from '../../src/contract/auth.js';
import { Me } from '../../src/contract/users.js';
import { Server } from '../support/app.js';
import { newAccount, PASSWORD, Person } from '../support/factories.js';
import { call, problemOf, statusesOf, succeeded } from '../support/rest.js';

let server: Server;
let owner: Person;

beforeAll(async () => {
  server = await Server.start();
  const accounts = Array.from({ length: 4 }, () => newAccount());
  // At once: exactly one of them is the first.
  const people = await Promise.all(accounts.map((body) => call(server, 'POST', '/auth/register', { body })));
  const [first, ...rest] = people.filter((answer) => succeeded(SignedIn, answer).user.role === 'owner');
  if (!first || rest.length > 0) throw new Error('a server has one first account');
  owner = Person.from(server, first);
});
afterAll(() => server.stop());

describe('registering', () => {
  it('makes everyone after the first a member', async () => {
    const answer = await call(server, 'POST', '/auth/register', { body: newAccount() });
    expect(answer.status).toBe(201);
    expect(SignedIn.parse(answer.body).user.role).toBe('member');
    expect(SignedIn.parse(answer.body).expiresIn).toBe(900);
  });

  it('keeps addresses in lower case and one account to each', async () => {
    const body = newAccount({ email: 'Mixed.Case@Example.com' });
    const first = succeeded(SignedIn, await call(server, 'POST', '/auth/register', { body }));
    expect(first.user.email).toBe('mixed.case@example.com');
    const again = newAccount({ email: 'MIXED.case@example.com' });
    const answer = await call(server, 'POST', '/auth/register', { body: again });
    expect(answer.status).toBe(409);
    expect(problemOf(answer)).toMatchObject({ code: 'conflict', detail: expect.stringContaining('email') });
  });

  it('gives a username to one account alone, also to two that ask at once', async () => {
    const both = [newAccount({ username: 'wanted' }), newAccount({ username: 'wanted' })];
    const answers = await Promise.all(both.map((body) => call(server, 'POST', '/auth/register', { body })));
    expect(statusesOf(answers)).toEqual([201, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused && problemOf(refused).detail).toContain('username');
  });

  it('never answers with the password or its hash', async () => {
    const answer = await call(server, 'POST', '/auth/register', { body: newAccount() });
    expect(JSON.stringify(answer.body)).not.toMatch(/password|argon2/i);
    const { rows } = await server.db.query<{ password_hash: string }>('SELECT password_hash FROM users LIMIT 1');
    expect(rows[0]?.password_hash).toMatch(/^\$argon2id\$/);
  });
});

describe('signing in', () => {
  it('takes the username and the address, in any case', async () => {
    const person = await Person.register(server);
    for (const login of [person.username, `${person.username}@example.com`, person.username.toUpperCase()]) {
      const answer = await call(server, 'POST', '/auth/login', { body: { login, password: PASSWORD } });
      expect(answer.status).toBe(200);
      expect(SignedIn.parse(answer.body).user.id).toBe(person.id);
    }
  });

  it('answers a wrong password and an unknown name alike', async () => {
    const known = { login: owner.username, password: 'not the password' };
    const unknown = { login: 'nobody-at-all', password: 'not the password' };
    const answers = await Promise.all([known, unknown].map((body) => call(server, 'POST', '/auth/login', { body })));
    const problems = answers.map((answer) => ({ ...problemOf(answer), requestId: '' }));
    expect(problems[0]).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(problems[1]).toEqual(problems[0]);
  });

  it('does not let in somebody who is disabled, nor go on with what they had', async () => {
    const person = await Person.register(server);
    await server.db.query('UPDATE users SET disabled_at = now() WHERE id = $1', [person.id]);
    const body = { login: person.username, password: PASSWORD };
    expect((await call(server, 'POST', '/auth/login', { body })).status).toBe(401);
    expect((await person.call('GET', '/users/me')).status).toBe(401);
    const refreshed = await call(server, 'POST', '/auth/refresh', { body: { refreshToken: person.refreshToken } });
    expect(refreshed.status).toBe(401);
  });

  it('gives a session of its own to each device', async () => {
    const phone = await Person.register(server);
    const laptop = await phone.signInAgain();
    expect((await phone.call('POST', '/auth/logout')).status).toBe(204);
    expect((await phone.call('GET', '/users/me')).status).toBe(401);
    expect((await laptop.call('GET', '/users/me')).status).toBe(200);
  });
});

describe('refreshing', () => {
  it('hands out a new pair, and both access tokens stay good until their end', async () => {
    const person = await Person.register(server);
    const before = person.accessToken;
    const answer = await call(server, 'POST', '/auth/refresh', { body: { refreshToken: person.refreshToken } });
    expect(answer.status).toBe(200);
    const pair = TokenPair.parse(answer.body);
    expect(pair.refreshToken).not.toBe(person.refreshToken);
    for (const token of [before, pair.accessToken]) {
      expect((await call(server, 'GET', '/users/me', { token })).status).toBe(200);
    }
  });

  it('ends the session where a refresh token is used twice', async () => {
    const person = await Person.register(server);
    const stolen = person.refreshToken;
    const { accessToken, refreshToken } = await person.refresh();
    const reuse = await call(server, 'POST', '/auth/refresh', { body: { refreshToken: stolen } });
    expect(reuse.status).toBe(401);
    expect((await call(server, 'GET', '/users/me', { token: accessToken })).status).toBe(401);
    expect((await call(server, 'POST', '/auth/refresh', { body: { refreshToken } })).status).toBe(401);
  });

  it('lets one of two uses at once win, and then ends the session', async () => {
    const person = await Person.register(server);
    const body = { refreshToken: person.refreshToken };
    const answers = await Promise.all([1, 2].map(() => call(server, 'POST', '/auth/refresh', { body })));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect((await person.call('GET', '/users/me')).status).toBe(401);
  });

  it('does not take an access token or a stream token for a refresh token', async () => {
    const stream = succeeded(StreamToken, await owner.call('POST', '/auth/stream-token'));
    for (const refreshToken of [owner.accessToken, stream.token]) {
      const answer = await call(server, 'POST', '/auth/refresh', { body: { refreshToken } });
      expect(problemOf(answer)).toMatchObject({ status: 401, code: 'unauthenticated' });
    }
    expect((await owner.call('GET', '/users/me')).status).toBe(200);
  });

  it('refuses once the session has come to its end', async () => {
    const person = await Person.register(server);
    await server.db.query('UPDATE sessions SET expires_at = now() WHERE user_id = $1', [person.id]);
    const answer = await call(server, 'POST', '/auth/refresh', { body: { refreshToken: person.refreshToken } });
    expect(answer.status).toBe(401);
    expect((await person.call('GET', '/users/me')).status).toBe(401);
  });
});

describe('logging out', () => {
  it('ends the session for every token of it', async () => {
    const person = await Person.register(server);
    expect((await person.call('POST', '/auth/logout')).status).toBe(204);
    expect((await person.call('GET', '/users/me')).status).toBe(401);
    const body = { refreshToken: person.refreshToken };
    expect((await call(server, 'POST', '/auth/refresh', { body })).status).toBe(401);
  });

  it('is refused where the session has ended already', async () => {
    const person = await Person.register(server);
    await person.call('POST', '/auth/logout');
    expect((await person.call('POST', '/auth/logout')).status).toBe(401);
  });
});

describe('the caller', () => {
  it('sees and changes their own profile', async () => {
    const person = await Person.register(server);
    expect(await person.get(Me, '/users/me')).toMatchObject({ id: person.id, email: `${person.username}@example.com` });
    const changed = await person.call('PATCH', '/users/me', { displayName: '  Ana Beltrán  ' });
    expect(Me.parse(changed.body).displayName).toBe('Ana Beltrán');
    const unchanged = await person.call('PATCH', '/users/me', {});
    expect(Me.parse(unchanged.body).displayName).toBe('Ana Beltrán');
  });

  it('shows nobody else their address', async () => {
    const answer = await owner.call('GET', `/users/${(await Person.register(server)).id}`);
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.body)).not.toContain('@');
  });
});
