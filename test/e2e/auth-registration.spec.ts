import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Invitation } from '../../src/contract/auth.js';
import { Server } from '../support/app.js';
import { newAccount, PASSWORD, Person } from '../support/factories.js';
import { call, problemOf, succeeded } from '../support/rest.js';
import { forge } from '../support/tokens.js';

const INVITE_ONLY = 0;
const CLOSED = 1;
const LOGIN_LIMITED = 2;
const ACCOUNT_LIMITED = 3;
const HTTP_LIMITED = 4;

let server: Server;
let owner: Person;

beforeAll(async () => {
  server = await Server.start({ env: { REGISTRATION: 'invite' } });
  await server.addInstance({ REGISTRATION: 'closed' });
  await server.addInstance({ LOGIN_RATE: '3/1m' });
  await server.addInstance({ LOGIN_RATE: '2/1m', TRUSTED_PROXIES: '1' });
  await server.addInstance({ HTTP_RATE: '5/1m' });
  owner = Person.from(server, await call(server, 'POST', '/auth/register', { body: newAccount() }));
});
afterAll(() => server.stop());

const register = (instance: number, inviteToken?: string) =>
  call(server, 'POST', '/auth/register', {
    body: newAccount(inviteToken === undefined ? {} : { inviteToken }),
    instance,
  });

const login = (instance: number, name: string, headers = {}) =>
  call(server, 'POST', '/auth/login', { body: { login: name, password: PASSWORD }, instance, headers });

describe('registration by invitation', () => {
  it('lets the first account in, and nobody after without an invitation', async () => {
    expect(problemOf(await register(INVITE_ONLY))).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('lets in who brings an invitation by the owner', async () => {
    const { inviteToken } = succeeded(Invitation, await owner.call('POST', '/auth/invitations'));
    const answer = await register(INVITE_ONLY, inviteToken);
    expect(answer.status).toBe(201);
    const member = Person.from(server, answer);
    expect(problemOf(await member.call('POST', '/auth/invitations'))).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it.each([
    ['an administrator any more', `role = 'member'`],
    ['there any more', 'disabled_at = now()'],
  ])('lets in nobody by an invitation of somebody who is not %s', async (_, change) => {
    const deputy = await invited();
    await server.db.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [deputy.id]);
    const { inviteToken } = succeeded(Invitation, await deputy.call('POST', '/auth/invitations'));
    await server.db.query(`UPDATE users SET ${change} WHERE id = $1`, [deputy.id]);
    expect(problemOf(await register(INVITE_ONLY, inviteToken))).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('takes no other token for an invitation', async () => {
    const expired = forge({ sub: owner.id, aud: 'invite', exp: 1 });
    for (const token of ['nonsense', owner.accessToken, owner.refreshToken, expired]) {
      expect(problemOf(await register(INVITE_ONLY, token))).toMatchObject({ code: 'forbidden' });
    }
  });
});

describe('closed registration', () => {
  it('lets in nobody, invited or not', async () => {
    const { inviteToken } = succeeded(Invitation, await owner.call('POST', '/auth/invitations'));
    expect((await register(CLOSED)).status).toBe(403);
    expect((await register(CLOSED, inviteToken)).status).toBe(403);
    expect((await login(CLOSED, owner.username)).status).toBe(200);
  });
});

async function invited(): Promise<Person> {
  const { inviteToken } = succeeded(Invitation, await owner.call('POST', '/auth/invitations'));
  return Person.from(server, await register(INVITE_ONLY, inviteToken));
}

describe('LOGIN_RATE', () => {
  it('refuses an address that tries too often, and says when to try again', async () => {
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await login(LOGIN_LIMITED, `somebody${i}`));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 429]);
    const [refused] = answers.slice(-1);
    expect(refused && problemOf(refused).code).toBe('rate_limited');
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  });

  it('counts registrations and bad bodies as attempts too', async () => {
    const answer = await call(server, 'POST', '/auth/register', { body: {}, instance: LOGIN_LIMITED });
    expect(answer.status).toBe(429);
  });

  it('refuses an account that is tried from many addresses', async () => {
    const from = (address: string) => login(ACCOUNT_LIMITED, owner.username, { 'x-forwarded-for': address });
    expect((await from('198.51.100.1')).status).toBe(200);
    expect((await from('198.51.100.2')).status).toBe(200);
    expect((await from('198.51.100.3')).status).toBe(429);
    const other = await login(ACCOUNT_LIMITED, 'somebody-else', { 'x-forwarded-for': '198.51.100.4' });
    expect(other.status).toBe(401);
  });

  it('counts who forgot their password apart: nobody is kept from signing in by it', async () => {
    const { username } = await invited();
    const email = `${username}@example.com`;
    const forgot = (address: string) => {
      const headers = { 'x-forwarded-for': address };
      return call(server, 'POST', '/auth/password/forgot', { body: { email }, instance: ACCOUNT_LIMITED, headers });
    };
    const answers = [await forgot('198.51.100.21'), await forgot('198.51.100.22'), await forgot('198.51.100.23')];
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 429]);
    expect((await login(ACCOUNT_LIMITED, email, { 'x-forwarded-for': '198.51.100.24' })).status).toBe(200);
  });

  it('refuses a network of IPv6, whichever of its addresses tries', async () => {
    const from = (address: string, name: string) => login(ACCOUNT_LIMITED, name, { 'x-forwarded-for': address });
    const answers = [
      await from('2001:db8:1:2::1', 'nobody1'),
      await from('2001:db8:1:2:ffff::2', 'nobody2'),
      await from('2001:db8:1:2:3:4:5:6', 'nobody3'),
      await from('2001:db8:1:3::1', 'nobody4'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 429, 401]);
  });

  it('refuses who is signed in and tries their own password, whatever address that comes from', async () => {
    const [person, other] = [await invited(), await invited()];
    const change = (who: Person, address: string, more: object = {}) => {
      const body = { current: 'not the present one', new: 'a long enough password', ...more };
      const headers = { 'x-forwarded-for': address };
      return who.call('POST', '/auth/password/change', body, { instance: ACCOUNT_LIMITED, headers });
    };
    const answers = [
      await change(person, '198.51.100.11'),
      await change(person, '198.51.100.12', { login: 'somebody-else' }),
      await change(person, '198.51.100.13', { email: 'somebody@example.org' }),
      await change(other, '198.51.100.14'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 429, 400]);
  });
});

describe('HTTP_RATE', () => {
  it('holds each user apart, says when to try again, and leaves health alone', async () => {
    const ask = (person: Person) => person.call('GET', '/users/me', undefined, { instance: HTTP_LIMITED });
    for (let i = 0; i < 5; i++) expect((await ask(owner)).status).toBe(200);
    const refused = await ask(owner);
    expect(problemOf(refused)).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await fetch(`${server.urlOf(HTTP_LIMITED)}/health/ready`)).status).toBe(200);
    expect((await ask(await invited())).status).toBe(200);
  });
});
