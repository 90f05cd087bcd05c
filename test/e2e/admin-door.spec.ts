import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, signIn, visit } from '../support/admin-pages.js';
import { Server } from '../support/app.js';
import { PASSWORD, Person } from '../support/factories.js';
import { Claims, forge, payloadOf } from '../support/tokens.js';

const API = { accept: 'application/json' };

const bearing = ({ accessToken }: Person) => ({ ...API, headers: { authorization: `Bearer ${accessToken}` } });

let server: Server;
let owner: Person;
let member: Person;

beforeAll(async () => {
  server = await Server.start({ env: { ALLOWED_ORIGINS: 'https://friend.example' } });
  owner = await Person.register(server);
  member = await Person.register(server);
});
afterAll(() => server.stop());

const tokenIn = (cookie: string) => cookie.slice(cookie.indexOf('=') + 1);
const AdminClaims = Claims.omit({ role: true });
const claimsIn = (cookie: string) => AdminClaims.parse(payloadOf(tokenIn(cookie)));

describe('a visitor who is not signed in', () => {
  it.each(['/admin', '/admin/queues', '/admin/queues/queue/push?status=failed', '/admin/no-such-page'])(
    'is led from %s to the login, and from there back',
    async (path) => {
      const answer = await visit(server, path);
      expect(answer.status).toBe(303);
      const to = new URL(answer.headers.get('location') ?? '', server.url);
      expect([to.pathname, to.searchParams.get('next')]).toEqual(['/admin/login', path]);
    },
  );

  it('gets a problem document where it asks for no page', async () => {
    const answer = await visit(server, '/admin/queues/api/queues', API);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('reads the login without scripts, and no other page may frame it', async () => {
    const answer = await visit(server, '/admin/login?next=/admin/queues/queue/push');
    const html = await answer.text();
    expect(html).toContain('value="/admin/queues/queue/push"');
    expect(html).not.toContain('<script');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(/script-src[^;]*unsafe/.test(policy)).toBe(false);
  });
});

describe('a sign-in', () => {
  it('of an administrator sets a cookie that scripts and other sites do not get, and leads on', async () => {
    const form = { login: owner.username, password: PASSWORD, next: '/admin/queues/queue/push' };
    const answer = await signIn(server, form);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/admin/queues/queue/push']);
    const [cookie = ''] = answer.headers.getSetCookie();
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/admin', 'Max-Age=28800']) expect(cookie).toContain(part);
    expect(cookie).not.toContain('Secure');
    expect((await visit(server, '/admin/queues', { cookie: cookie.split(';')[0] ?? '' })).status).toBe(200);
  });

  it('leads nowhere but to these pages', async () => {
    const answer = await signIn(server, { login: owner.username, password: PASSWORD, next: '//evil.example/admin/' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/admin/queues']);
  });

  it('with a wrong password shows the form again, without the password', async () => {
    const answer = await signIn(server, { login: owner.username, password: 'not the password', next: '/admin/queues' });
    const html = await answer.text();
    expect(answer.status).toBe(401);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(html).toContain('role="alert"');
    expect(html).toContain(`value="${owner.username}"`);
    expect(html).not.toContain('not the password');
  });

  it('with nothing in the form says what is missing', async () => {
    const answer = await signIn(server, { login: '' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/login must not be empty.*password is required/);
  });

  it('of a member is refused, and opens no session', async () => {
    const sessions = () => server.db.query('SELECT count(*)::int AS n FROM sessions WHERE user_id = $1', [member.id]);
    const before = (await sessions()).rows;
    const answer = await signIn(server, { login: member.username, password: PASSWORD });
    expect(answer.status).toBe(403);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect((await sessions()).rows).toEqual(before);
  });

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['an origin that may use the API', { origin: 'https://friend.example' }],
    ['no origin that it names', { origin: 'null' }],
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }],
  ])('from %s is refused', async (_, headers) => {
    const answer = await signIn(server, { login: owner.username, password: PASSWORD }, headers);
    expect(answer.status).toBe(403);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('is written down with who and where from', async () => {
    const cookie = await cookieOf(owner);
    const { rows } = await server.db.query('SELECT actor_id, action, ip FROM audit_log WHERE target = $1', [
      claimsIn(cookie).sid,
    ]);
    expect(rows).toEqual([{ actor_id: owner.id, action: 'admin.sign-in', ip: '127.0.0.1' }]);
  });
});

describe('the pages of operators', () => {
  it('stay closed to the tokens that are none of theirs', async () => {
    const cookie = await cookieOf(owner);
    const { exp: _, ...claims } = claimsIn(cookie);
    const others = [
      owner.accessToken,
      owner.refreshToken,
      'nonsense',
      forge(claims, { alg: 'none' }),
      forge({ ...claims, exp: 1 }),
      forge(claims, { secret: 'another secret, which is as long as the first' }),
    ];
    for (const token of others) {
      expect((await visit(server, '/admin/queues', { cookie: `tertulia_admin=${token}` })).status).toBe(303);
    }
    // And theirs opens nothing else.
    expect((await owner.call('GET', '/users/me', undefined, { token: tokenIn(cookie) })).status).toBe(401);
  });

  it('open to the access token of an administrator, and not to that of a member', async () => {
    expect((await visit(server, '/admin/queues/api/queues', bearing(owner))).status).toBe(200);
    const refused = await visit(server, '/admin/queues/api/queues', bearing(member));
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'forbidden' });
  });

  it('close at once to somebody who is no administrator any more, or whose account is disabled', async () => {
    const admin = await Person.register(server);
    const setRole = (role: string) => server.db.query('UPDATE users SET role = $2 WHERE id = $1', [admin.id, role]);
    await setRole('admin');
    const cookie = await cookieOf(admin);
    expect((await visit(server, '/admin/queues', { cookie })).status).toBe(200);
    await setRole('member');
    const refused = await visit(server, '/admin/queues', { cookie });
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('Only owners and administrators');
    await setRole('admin');
    await server.db.query('UPDATE users SET disabled_at = now() WHERE id = $1', [admin.id]);
    expect((await visit(server, '/admin/queues', { cookie })).status).toBe(303);
  });

  it('close at once after a sign-out', async () => {
    const cookie = await cookieOf(owner);
    const out = await visit(server, '/admin/logout', { method: 'POST', cookie });
    expect([out.status, out.headers.get('location')]).toEqual([303, '/admin/login']);
    expect(out.headers.getSetCookie()[0]).toContain('tertulia_admin=;');
    expect((await visit(server, '/admin/queues', { cookie })).status).toBe(303);
  });

  it('let nothing be changed from elsewhere, whatever cookie comes with it', async () => {
    const cookie = await cookieOf(owner);
    const pause = (headers: Record<string, string>) =>
      visit(server, '/admin/queues/api/queues/push/pause', { method: 'PUT', cookie, headers, ...API });
    expect((await pause({ origin: 'https://friend.example' })).status).toBe(403);
    expect((await pause({ 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await pause({ origin: server.url })).status).toBe(200);
    expect((await visit(server, '/admin/queues/api/queues/push/resume', { method: 'PUT', cookie })).status).toBe(200);
    const { rows } = await server.db.query(
      `SELECT actor_id, target, detail->>'path' AS path FROM audit_log WHERE action = 'queues.change' ORDER BY id`,
    );
    expect(rows).toEqual(
      ['pause', 'resume'].map((verb) => ({
        actor_id: owner.id,
        target: 'push',
        path: `/api/queues/push/${verb}`,
      })),
    );
  });

  it('ask no other server for anything', async () => {
    const page = await visit(server, '/admin/queues', { cookie: await cookieOf(owner) });
    expect(await page.text()).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(page.headers.get('content-security-policy')).not.toContain('http');
    expect(page.headers.get('cache-control')).toBe('no-store');
  });
});

describe('behind a proxy that ends TLS', () => {
  it('the cookie travels over TLS alone', async () => {
    const behind = await Server.start({ env: { TRUSTED_PROXIES: '1' } });
    try {
      const ana = await Person.register(behind);
      const headers = { 'x-forwarded-proto': 'https' };
      const answer = await signIn(behind, { login: ana.username, password: PASSWORD }, headers);
      expect(answer.headers.getSetCookie()[0]).toContain('; Secure');
    } finally {
      await behind.stop();
    }
  });
});

describe('guesses at the form', () => {
  it('are counted like those at the API', async () => {
    const strict = await Server.start({ env: { LOGIN_RATE: '3/1m' } });
    try {
      const statuses: number[] = [];
      for (let i = 0; i < 4; i++) statuses.push((await signIn(strict, { login: 'nobody', password: 'x' })).status);
      expect(statuses).toEqual([401, 401, 401, 429]);
    } finally {
      await strict.stop();
    }
  });
});
