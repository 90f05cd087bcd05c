import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';
import { problemOf } from '../support/rest.js';
import { RawSocket } from '../support/raw-socket.js';

const ALLOWED = 'https://chat.example.com';
const FOREIGN = 'https://evil.example.com';

let server: Server;
let ana: Person;

beforeAll(async () => {
  server = await Server.start({ env: { ALLOWED_ORIGINS: `${ALLOWED}, https://other.example.com` } });
  await server.addInstance({ ALLOWED_ORIGINS: '*' });
  ana = await Person.register(server);
});
afterAll(() => server.stop());

const poll = (origin: string | null, instance = 0) =>
  fetch(`${server.urlOf(instance)}/socket.io/?EIO=4&transport=polling`, { headers: origin === null ? {} : { origin } });

const joins = async (origin: string | null, instance = 0) => {
  const socket = RawSocket.open(server, { instance, ...(origin === null ? {} : { headers: { origin } }) });
  try {
    await socket.packet(/^0\{/);
    return true;
  } catch {
    return false;
  }
};

const me = (origin: string | null, instance = 0) =>
  ana.call('GET', '/users/me', undefined, { instance, headers: origin === null ? {} : { origin } });

describe('an origin', () => {
  it.each([
    ['that is allowed', ALLOWED],
    ['that is allowed as the second', 'https://other.example.com'],
    ['of nobody: a native client', null],
  ])('%s comes in everywhere', async (_, origin) => {
    expect(await joins(origin)).toBe(true);
    expect((await poll(origin)).status).toBe(200);
    expect((await me(origin)).status).toBe(200);
  });

  it('of the server itself comes in everywhere', async () => {
    const own = server.url;
    expect(await joins(own)).toBe(true);
    expect((await poll(own)).status).toBe(200);
    expect((await me(own)).status).toBe(200);
  });

  it.each([
    ['that is not allowed', FOREIGN],
    ['that begins like one', `${ALLOWED}.evil.example.com`],
    ['by another protocol', ALLOWED.replace('https', 'http')],
    ['on another port', `${ALLOWED}:8443`],
    ['that is opaque', 'null'],
    ['that is none', 'nonsense'],
    ['that is empty', ''],
  ])('%s stays out everywhere', async (_, origin) => {
    expect(await joins(origin)).toBe(false);
    expect((await poll(origin)).status).toBe(403);
    expect(problemOf(await me(origin))).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('of the same host on another port stays out', async () => {
    const neighbour = new URL(server.url);
    neighbour.port = '1';
    expect(await joins(neighbour.origin)).toBe(false);
    expect((await poll(neighbour.origin)).status).toBe(403);
    expect((await me(neighbour.origin)).status).toBe(403);
  });

  it('may be any where that is said', async () => {
    for (const origin of [FOREIGN, 'null']) {
      expect(await joins(origin, 1)).toBe(true);
      expect((await poll(origin, 1)).status).toBe(200);
      expect((await me(origin, 1)).status).toBe(200);
    }
  });
});

const preflight = (origin: string) =>
  fetch(`${server.url}/api/v1/channels`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, content-type',
    },
  });

describe('a browser that asks first', () => {
  it('is told that its page may call, with its token and without cookies', async () => {
    const response = await preflight(ALLOWED);
    expect(response.ok).toBe(true);
    expect(response.headers.get('access-control-allow-origin')).toBe(ALLOWED);
    expect(response.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('is told nothing where its page may not', async () => {
    const response = await preflight(FOREIGN);
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('may read the headers that say when to try again, in answers and refusals alike', async () => {
    for (const path of ['/users/me', '/users/nonsense']) {
      const { headers } = await ana.call('GET', path, undefined, { headers: { origin: ALLOWED } });
      expect(headers.get('access-control-allow-origin')).toBe(ALLOWED);
      expect(headers.get('access-control-expose-headers')).toContain('Retry-After');
      expect(headers.get('vary')).toContain('Origin');
    }
  });
});
