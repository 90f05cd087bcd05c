import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { noSuchId, Person } from '../support/factories.js';
import { forge } from '../support/tokens.js';

const MESSAGES = 60;
const REQUEST_ID = 'the-id-of-a-caller';
/** Sends nothing, and is more than the lane takes. */
const BY_CHAIN = { 'content-length': '0' };
const WAYS: Record<string, string>[] = [{}, { range: 'bytes=0-' }];
/** Of the moment, or of how the bytes travel. */
const PASSING = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'];

let server: Server;
let ana: Person;
let eva: Person;
let channelId: string;
let secretId: string;

beforeAll(async () => {
  server = await Server.start();
  ana = await Person.register(server);
  eva = await Person.register(server);
  ({ id: channelId } = await ana.createChannel());
  ({ id: secretId } = await ana.createChannel({ kind: 'private' }));
  for (let i = 0; i < MESSAGES; i++)
    await ana.post(channelId, `message ${i}: "quoted", <b>bold</b> \\ and\ttabbed ñ 漢 🎉`);
  const mention = await ana.post(channelId, `@${eva.username} and @channel`);
  await ana.call('PATCH', `/messages/${mention.message.id}`, { body: `@${eva.username} alone` });
  const gone = await ana.post(channelId, 'soon gone');
  await ana.call('DELETE', `/messages/${gone.message.id}`);
  await ana.post(secretId, 'between us');
});
afterAll(() => server.stop());

interface Raw {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

function rawOf({ statusCode = 0, headers }: IncomingMessage, bytes: Buffer): Raw {
  const { 'content-encoding': coding } = headers;
  const body = coding === 'br' ? brotliDecompressSync(bytes) : coding === 'gzip' ? gunzipSync(bytes) : bytes;
  return { status: statusCode, headers, body: body.toString() };
}

/** Without what `fetch` adds of its own. */
async function ask(path: string, headers: Record<string, string>): Promise<Raw> {
  const { promise, resolve, reject } = Promise.withResolvers<Raw>();
  const request = get(`${server.url}/api/v1${path}`, { headers, agent: false }, (response) => {
    buffer(response).then((bytes) => resolve(rawOf(response, bytes)), reject);
  });
  request.on('error', reject);
  return promise;
}

async function answeredBy(who: 'lane' | 'chain'): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^tertulia_hot_reads_total\\{by="${who}"\\} (\\d+)`, 'm').exec(text)?.[1] ?? 0);
}

const enduring = (headers: IncomingHttpHeaders) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !PASSING.includes(name)));

type Case = [what: string, path: () => string, headers: () => Record<string, string>, status: number];

const bearer = (person: Person) => ({ authorization: `Bearer ${person.accessToken}`, 'x-request-id': REQUEST_ID });
const page = (query = '') => `/channels/${channelId}/messages${query}`;
const etag = async () => (await ask(page(), bearer(ana))).headers.etag ?? '';

const ANSWERED: Case[] = [
  ['the newest page', () => page(), () => bearer(ana), 200],
  ['that of one who only looks', () => page(), () => bearer(eva), 200],
  ['a short page', () => page('?limit=1'), () => bearer(ana), 200],
  ['a long page', () => page('?limit=100'), () => bearer(ana), 200],
  ['an older page', () => page('?before=20'), () => bearer(ana), 200],
  ['the oldest page', () => page('?before=5&limit=10'), () => bearer(ana), 200],
  ['what is before everything', () => page('?limit=10&before=1'), () => bearer(ana), 200],
  [
    'a small page, though it might be compressed',
    () => page('?limit=1'),
    () => ({ ...bearer(ana), 'accept-encoding': 'gzip' }),
    200,
  ],
  ['gzip', () => page(), () => ({ ...bearer(ana), 'accept-encoding': 'gzip, deflate' }), 200],
  ['brotli', () => page(), () => ({ ...bearer(ana), 'accept-encoding': 'gzip, deflate, br' }), 200],
  ['an ETag of another state', () => page(), () => ({ ...bearer(ana), 'if-none-match': '"1"' }), 200],
  ['no coding at all', () => page(), () => ({ ...bearer(ana), 'accept-encoding': 'identity' }), 200],
  ['any ETag', () => page(), () => ({ ...bearer(ana), 'if-none-match': '*' }), 304],
];

const REFUSED: Case[] = [
  ['a channel that is not there', () => `/channels/${noSuchId()}/messages`, () => bearer(ana), 404],
  ['a channel that the caller may not know of', () => `/channels/${secretId}/messages`, () => bearer(eva), 404],
  ['a token that is none', () => page(), () => ({ ...bearer(ana), authorization: 'Bearer nothing' }), 401],
  [
    'a token that has ended',
    () => page(),
    () => ({ ...bearer(ana), authorization: `Bearer ${forge({ sub: ana.id, exp: 1 })}` }),
    401,
  ],
  ['a limit beyond the largest', () => page('?limit=101'), () => bearer(ana), 400],
  ['a place that is none', () => page('?before=0'), () => bearer(ana), 400],
  ['two anchors', () => page('?before=5&before=6'), () => bearer(ana), 400],
  ['an unknown parameter', () => page('?colour=red'), () => bearer(ana), 400],
  ['a page of another origin', () => page(), () => ({ ...bearer(ana), origin: 'https://elsewhere.example' }), 403],
];

describe('a page of history is the same by the short way as by the long one:', () => {
  it.each(ANSWERED)('%s', async (_, path, headers, status) => {
    const before = await answeredBy('lane');
    const short = await ask(path(), headers());
    expect(await answeredBy('lane')).toBe(before + 1);
    const long = await ask(path(), { ...headers(), ...BY_CHAIN });
    expect(await answeredBy('lane')).toBe(before + 1);
    expect(short.status).toBe(status);
    expect(short.status).toBe(long.status);
    expect(enduring(short.headers)).toEqual(enduring(long.headers));
    expect(short.body).toBe(long.body);
  });

  it.each(REFUSED)('refused: %s', async (_, path, headers, status) => {
    const before = await answeredBy('lane');
    const short = await ask(path(), headers());
    const long = await ask(path(), { ...headers(), ...BY_CHAIN });
    expect(await answeredBy('lane')).toBe(before);
    expect([short.status, long.status]).toEqual([status, status]);
    expect(enduring(short.headers)).toEqual(enduring(long.headers));
    expect(JSON.parse(short.body)).toEqual(JSON.parse(long.body));
  });

  it('what the caller has already', async () => {
    const headers = { ...bearer(ana), 'if-none-match': await etag() };
    const [short, long] = [await ask(page(), headers), await ask(page(), { ...headers, ...BY_CHAIN })];
    expect([short.status, long.status, short.body]).toEqual([304, 304, '']);
    expect(enduring(short.headers)).toEqual(enduring(long.headers));
  });

  it('and of a session that has ended there is none, whatever the token says', async () => {
    const session = await eva.signInAgain();
    expect((await ask(page(), bearer(session))).status).toBe(200);
    await session.call('POST', '/auth/logout');
    expect((await ask(page(), bearer(session))).status).toBe(401);
  });
});

describe('an ETag of a page', () => {
  it('is another one after every change of the channel', async () => {
    const tags = [await etag()];
    const { message } = await ana.post(channelId, 'one more');
    tags.push(await etag());
    await ana.call('PATCH', `/messages/${message.id}`, { body: 'one more, edited' });
    tags.push(await etag());
    await ana.call('DELETE', `/messages/${message.id}`);
    tags.push(await etag());
    expect(new Set(tags).size).toBe(4);
  });

  it('counts also for one who says that no cache may answer, for none does', async () => {
    const headers = { ...bearer(ana), 'if-none-match': await etag(), 'cache-control': 'no-cache' };
    expect((await ask(page(), headers)).status).toBe(304);
  });
});

it('pages are counted against the rate of their reader, by whichever way they come, and each once', async () => {
  const strict = await Server.start({ env: { HTTP_RATE: '20/1m' } });
  try {
    const reader = await Person.register(strict);
    const { id } = await reader.createChannel();
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) {
      for (const headers of WAYS) {
        const { status } = await reader.call('GET', `/channels/${id}/messages`, undefined, { headers });
        statuses.push(status);
      }
    }
    // The channel was one request too.
    expect(statuses).toEqual([...Array<number>(19).fill(200), ...Array<number>(5).fill(429)]);
    const text = await (await fetch(`${strict.url}/metrics`)).text();
    const count = (series: string) =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(series))
          ?.split(' ')
          .at(-1),
      );
    expect(count('tertulia_rate_limited_total{limit="http"}')).toBe(5);
    // Who is refused is not asked about.
    const asked = (read: string) => count(`tertulia_group_read_requests_total{read="${read}"}`);
    expect(asked('readable_channels') + asked('readable_in_session')).toBe(19);
  } finally {
    await strict.stop();
  }
});
