import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuthRefreshed, StreamToken } from '../../src/contract/auth.js';
import { Server } from '../support/app.js';
import { ChatSocket } from '../support/client.js';
import { Person } from '../support/factories.js';
import { call, problemOf, succeeded } from '../support/rest.js';
import { claimsOf, endingIn, forge } from '../support/tokens.js';

let server: Server;
let ana: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  ana = await Person.register(server);
});
afterAll(() => server.stop());

function tampered(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  const forged = Buffer.from(JSON.stringify({ ...claims, role: 'admin' })).toString('base64url');
  return `${header}.${forged}.${signature}`;
}

describe('a token that is not good', () => {
  const bad: [string, () => string | Promise<string>][] = [
    ['is no token at all', () => 'nonsense'],
    ['has the algorithm none', () => forge(claimsOf(ana.accessToken), { alg: 'none' })],
    ['has another algorithm', () => forge(claimsOf(ana.accessToken), { alg: 'HS512' })],
    ['is signed with another secret', () => forge(claimsOf(ana.accessToken), { secret: 'x'.repeat(40) })],
    ['was changed after it was signed', () => tampered(ana.accessToken)],
    ['has expired', () => endingIn(-1, ana.accessToken)],
    ['is for another audience', () => forge({ ...claimsOf(ana.accessToken), aud: 'else' })],
    ['is a refresh token', () => ana.refreshToken],
    ['is a stream token', async () => succeeded(StreamToken, await ana.call('POST', '/auth/stream-token')).token],
    ['names a session that there is not', () => forge({ ...claimsOf(ana.accessToken), sid: crypto.randomUUID() })],
  ];

  it.each(bad)('that %s opens neither REST nor a socket', async (_, make) => {
    const token = await make();
    const answer = await call(server, 'GET', '/users/me', { token });
    expect(problemOf(answer)).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(await ChatSocket.refusal(server, token)).toMatchObject({ code: 'unauthenticated' });
  });

  it('that is not there is refused at both doors', async () => {
    expect((await call(server, 'GET', '/users/me')).status).toBe(401);
    for (const token of [undefined, 5, null, { a: 1 }, ['x']]) {
      expect(await ChatSocket.refusal(server, token)).toMatchObject({ code: 'unauthenticated' });
    }
  });

  it('says so where it is merely too old', async () => {
    const answer = await call(server, 'GET', '/users/me', { token: endingIn(-1, ana.accessToken) });
    expect(problemOf(answer).detail).toContain('expired');
  });

  it('is not taken from the URL of a REST call', async () => {
    expect((await call(server, 'GET', `/users?token=${ana.accessToken}`)).status).toBe(401);
  });
});

describe('a role', () => {
  it('is that of now on every request, whatever the token says', async () => {
    const person = await Person.register(server);
    const become = (what: string) => server.db.query(`UPDATE users SET ${what} WHERE id = $1`, [person.id]);
    const ask = async (method: string, path: string, body?: object) =>
      (await person.call(method, path, body, { instance: 1 })).status;
    const invite = () => ask('POST', '/auth/invitations', {});
    expect(await invite()).toBe(403);
    await become(`role = 'admin'`);
    expect(await invite()).toBe(201);
    await become(`role = 'member'`);
    expect(await invite()).toBe(403);
    expect(await ask('GET', '/channels/browse')).toBe(200);
    await become('guest = true');
    expect(await ask('GET', '/channels/browse')).toBe(403);
    const socket = await person.connect();
    expect(await socket.request('channel:create', { name: 'a-room-of-ones-own', kind: 'private' })).toMatchObject({
      error: { code: 'forbidden' },
    });
  });
});

describe('sockets', () => {
  it('end on every instance when their session is logged out, and no others', async () => {
    const phone = await Person.register(server);
    const laptop = await phone.signInAgain();
    const [here, there, other] = await Promise.all([
      phone.connect({ instance: 0 }),
      phone.connect({ instance: 1 }),
      laptop.connect({ instance: 1 }),
    ]);
    expect((await phone.call('POST', '/auth/logout')).status).toBe(204);
    await Promise.all([here.end(), there.end()]);
    expect(await other.request('echo', 'still here')).toEqual({ ok: true, data: 'still here' });
    expect(await ChatSocket.refusal(server, phone.accessToken)).toMatchObject({ code: 'unauthenticated' });
  });

  it('end when a refresh token of their session is used twice', async () => {
    const person = await Person.register(server);
    const socket = await person.connect({ instance: 1 });
    const stolen = person.refreshToken;
    await person.refresh();
    await call(server, 'POST', '/auth/refresh', { body: { refreshToken: stolen } });
    expect(await socket.end()).toBe('io server disconnect');
  });

  it('end when their user is disabled', async () => {
    const person = await Person.register(server);
    const socket = await person.connect();
    await server.db.query('UPDATE users SET disabled_at = now(), access_version = access_version + 1 WHERE id = $1', [
      person.id,
    ]);
    await socket.end();
    expect(await ChatSocket.refusal(server, person.accessToken)).toMatchObject({ code: 'unauthenticated' });
  });

  it('end with their access token, unless auth:refresh prolongs them', async () => {
    const token = endingIn(10, ana.accessToken);
    const [ending, prolonged] = await Promise.all([
      ChatSocket.connect(server, token),
      ChatSocket.connect(server, token),
    ]);
    const { expiresAt } = await prolonged.ask(AuthRefreshed, 'auth:refresh', { token: ana.accessToken });
    expect(Date.parse(expiresAt)).toBe(claimsOf(ana.accessToken).exp * 1000);
    await ending.end();
    expect(Date.now()).toBeGreaterThanOrEqual(claimsOf(token).exp * 1000);
    expect(await prolonged.request('echo', 1)).toEqual({ ok: true, data: 1 });
  });

  it('are not cut short by an older token', async () => {
    const socket = await ana.connect();
    const { expiresAt } = await socket.ask(AuthRefreshed, 'auth:refresh', { token: endingIn(60, ana.accessToken) });
    expect(Date.parse(expiresAt)).toBe(claimsOf(ana.accessToken).exp * 1000);
  });

  it('have the standing of now after auth:refresh, whatever the token says', async () => {
    const person = await Person.register(server);
    const socket = await person.connect();
    await server.db.query('UPDATE users SET guest = true WHERE id = $1', [person.id]);
    await socket.ask(AuthRefreshed, 'auth:refresh', { token: person.accessToken });
    const refused = await socket.refuse('channel:create', { name: 'no guest makes this', kind: 'public' });
    expect(refused).toMatchObject({ code: 'forbidden', message: 'Guests may not do this' });
  });

  it('are prolonged by a good token of the same session alone', async () => {
    const socket = await ana.connect();
    const stranger = await Person.register(server);
    const elsewhere = await ana.signInAgain();
    expect(await socket.refuse('auth:refresh', { token: stranger.accessToken })).toMatchObject({ code: 'forbidden' });
    expect(await socket.refuse('auth:refresh', { token: elsewhere.accessToken })).toMatchObject({ code: 'forbidden' });
    for (const token of ['nonsense', ana.refreshToken, endingIn(-1, ana.accessToken)]) {
      expect(await socket.refuse('auth:refresh', { token })).toMatchObject({ code: 'unauthenticated' });
    }
    expect(socket.closed).toBeNull();
  });
});

describe('a short ACCESS_TOKEN_TTL', () => {
  it('ends access at both doors, and a refresh brings it back', async () => {
    const instance = server.instances.length;
    await server.addInstance({ ACCESS_TOKEN_TTL: '15' });
    const person = await (await Person.register(server)).signInAgain(instance);
    const old = person.accessToken;
    const socket = await person.connect({ instance });
    await socket.end();
    expect((await call(server, 'GET', '/users/me', { token: old })).status).toBe(401);
    await person.refresh();
    expect((await person.call('GET', '/users/me')).status).toBe(200);
  });
});

describe('the end of an instance', () => {
  it('leaves tokens good on the others of its process', async () => {
    const { stop } = await server.addInstance();
    await stop();
    for (const instance of [0, 1]) {
      expect((await ana.call('GET', '/users/me', undefined, { instance })).status).toBe(200);
    }
  });
});
