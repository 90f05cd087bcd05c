import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemberPage } from '../../src/contract/channels.js';
import { Me, User } from '../../src/contract/users.js';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';
import { PNG, showPicture } from '../support/pictures.js';
import { problemOf, succeeded } from '../support/rest.js';
import { Scrape } from '../support/scrape.js';

const MAX_BYTES = 65_536;
/** What it says of its size in its first bytes is all that is read of it. */
function sized(width: number, height: number): Buffer<ArrayBuffer> {
  const picture = Buffer.from(PNG);
  picture.writeUInt32BE(width, 16);
  picture.writeUInt32BE(height, 20);
  return picture;
}
const padded = (size: number) => Buffer.concat([PNG, Buffer.alloc(size - PNG.length)]);

let server: Server;
let ana: Person;
let bruno: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  [ana, bruno] = [await Person.register(server), await Person.register(server)];
});
afterAll(() => server.stop());

const seenBy = async (person: Person) => (await person.get(User, `/users/${ana.id}`)).avatarUrl;

describe('a picture', () => {
  it('is there for everybody at an address that says what is in it, for browsers to keep', async () => {
    expect(await seenBy(bruno)).toBeNull();
    const { avatarUrl } = succeeded(Me, await showPicture(ana));
    expect(avatarUrl).toMatch(/^\/api\/v1\/avatars\/[\w-]{43}$/);
    expect(await seenBy(bruno)).toBe(avatarUrl);
    const answer = await fetch(server.urlOf(1) + avatarUrl);
    expect(Buffer.from(await answer.arrayBuffer()).equals(PNG)).toBe(true);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
  });

  it('of another person is another, though it looks the same', async () => {
    const urls = [succeeded(Me, await showPicture(ana)), succeeded(Me, await showPicture(bruno))].map(
      (me) => me.avatarUrl,
    );
    expect(new Set(urls).size).toBe(2);
  });

  it('is another one after a change, in every list and for every cache, and none after it was taken away', async () => {
    const { id } = await ana.createChannel({}, [bruno]);
    const inList = async () => {
      const { items } = await bruno.get(MemberPage, `/channels/${id}/members`);
      return items.find(({ user }) => user.id === ana.id)?.user.avatarUrl;
    };
    const { avatarUrl: first } = succeeded(Me, await showPicture(ana));
    expect([await inList(), await seenBy(bruno)]).toEqual([first, first]);
    const { avatarUrl: second } = succeeded(Me, await showPicture(ana, padded(100)));
    expect(second).not.toBe(first);
    expect([await inList(), await seenBy(bruno)]).toEqual([second, second]);
    expect((await ana.get(Me, '/users/me')).avatarUrl).toBe(second);
    expect((await fetch(server.url + first)).status).toBe(404);
    for (let i = 0; i < 2; i++) expect((await ana.call('DELETE', '/users/me/avatar')).status).toBe(204);
    expect([await inList(), await seenBy(bruno)]).toEqual([null, null]);
    expect((await fetch(server.url + second)).status).toBe(404);
  });

  it('may take 64 KiB, and no more', async () => {
    expect((await showPicture(ana, padded(MAX_BYTES))).status).toBe(200);
    expect(problemOf(await showPicture(ana, padded(MAX_BYTES + 1)))).toMatchObject({ code: 'payload_too_large' });
  });

  it('may be 1,024 pixels wide and high, and no more', async () => {
    expect((await showPicture(ana, sized(1024, 1024))).status).toBe(200);
    for (const tooLarge of [sized(1025, 1), sized(1, 1025), sized(0xffffffff, 0xffffffff)]) {
      expect(problemOf(await showPicture(ana, tooLarge))).toMatchObject({
        code: 'validation_failed',
        errors: [{ path: '', message: 'must be at most 1024 pixels wide and high' }],
      });
    }
  });

  it.each(['?at=1', '/', '/?at=1'])('is taken at its address with %s too', async (end) => {
    const headers = { 'content-type': 'image/png', authorization: `Bearer ${ana.accessToken}` };
    const address = `${server.url}/api/v1/users/me/avatar${end}`;
    expect((await fetch(address, { method: 'PUT', headers, body: PNG })).status).toBe(200);
  });

  it('is looked up with whatever else is asked for at the same time', async () => {
    const { avatarUrl } = succeeded(Me, await showPicture(ana));
    const asked = async () => {
      const figures = await Scrape.of(server.url);
      return ['requests', 'statements'].map((what) =>
        figures.value(`tertulia_group_read_${what}_total{read="pictures"}`),
      );
    };
    const [before = 0] = await asked();
    const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(server.url + avatarUrl)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const [requests = 0, statements = 0] = await asked();
    expect(requests - before).toBe(20);
    expect(statements).toBeGreaterThan(0);
  });

  it.each([
    ['nothing', '', 'image/png'],
    ['text that says that it is a picture', 'not a picture', 'image/png'],
    ['a drawing that could run scripts', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/svg+xml'],
    ['a GIF', 'GIF89a', 'image/gif'],
    ['JSON', '{"type":"Buffer","data":[137,80,78,71]}', 'application/json'],
  ])('is not %s', async (_, text, type) => {
    const answer = await showPicture(ana, Buffer.from(text), type);
    expect(problemOf(answer)).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: '', message: 'must be a PNG, JPEG or WebP picture' }],
    });
  });

  it('is of the type that it has, whatever it was sent as', async () => {
    const { avatarUrl } = succeeded(Me, await showPicture(ana, PNG, 'text/html'));
    expect((await fetch(server.url + avatarUrl)).headers.get('content-type')).toBe('image/png');
  });
});
