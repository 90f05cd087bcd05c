import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChannelsService } from '../../src/channels/channels.service.js';
import { MyChannelPage } from '../../src/contract/channels.js';
import { Server } from '../support/app.js';
import { until } from '../support/cluster/until.js';
import { Person } from '../support/factories.js';
import { succeeded } from '../support/rest.js';

const WITHIN_MS = 30_000;

let server: Server;
let ana: Person;
let bruno: Person;

beforeAll(async () => {
  server = await Server.start();
  ana = await Person.register(server);
  bruno = await Person.register(server);
});
afterAll(() => server.stop());
afterEach(() => vi.restoreAllMocks());

const get = (person: Person, path: string, headers: Record<string, string> = {}) =>
  person.call('GET', path, undefined, { headers });

describe('an ETag', () => {
  it.each(['/users/me', '/channels'])('of %s is its caller’s alone', async (path) => {
    const [mine, other] = [await get(ana, path), await get(bruno, path)];
    const tag = mine.headers.get('etag') ?? '';
    expect((await get(ana, path, { 'if-none-match': tag })).status).toBe(304);
    const answer = await get(bruno, path, { 'if-none-match': tag });
    expect(answer).toMatchObject({ status: 200, body: other.body });
    expect(answer.headers.get('etag')).not.toBe(tag);
  });

  it('of what is the same for all is the same for all', async () => {
    const tags = await Promise.all([ana, bruno].map((each) => get(each, `/users/${ana.id}`)));
    expect(new Set(tags.map(({ headers }) => headers.get('etag'))).size).toBe(1);
  });
});

describe('the list of one’s channels, which can be again what it was,', () => {
  const list = async (person: Person) =>
    succeeded(MyChannelPage, await get(person, '/channels')).items.map(({ id }) => id);

  /** Holds the next load before it looks, and before it answers. */
  function holdNextLoad() {
    const [look, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const reached = { start: false, end: false };
    vi.spyOn(ChannelsService.prototype, 'listMine').mockImplementationOnce(async function (
      this: ChannelsService,
      ...asked
    ) {
      reached.start = true;
      await look.promise;
      const found = await this.listMine(...asked);
      reached.end = true;
      await answer.promise;
      return found;
    });
    return { look: look.resolve, answer: answer.resolve, reached };
  }

  const misses = async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(/tertulia_cache_requests_total\{cache="channels",outcome="miss"\} (\d+)/.exec(text)?.[1] ?? 0);
  };

  let channelId: string;
  let own: string;
  let held: ReturnType<typeof holdNextLoad>;
  let early: Promise<string[]>;

  /** A load that began before Bruno was in a channel, saw him there, and has not ended when he is out of it again. */
  beforeEach(async () => {
    ({ id: channelId } = await ana.createChannel());
    // So nothing that was kept before counts.
    ({ id: own } = await bruno.createChannel());
    held = holdNextLoad();
    early = list(bruno);
    await until('it loads', () => held.reached.start, WITHIN_MS);
    await bruno.call('POST', `/channels/${channelId}/join`);
    held.look();
    await until('it has looked', () => held.reached.end, WITHIN_MS);
    await bruno.call('POST', `/channels/${channelId}/leave`);
  });

  it('is not what it was in between, for who asks afterwards', async () => {
    held.answer();
    await early;
    const after = await list(bruno);
    expect(after).toContain(own);
    expect(after).not.toContain(channelId);
  });

  it('nor for who asks while that is still being fetched', async () => {
    const before = await misses();
    const late = list(bruno);
    await until('it waits too', async () => (await misses()) > before, WITHIN_MS);
    held.answer();
    expect(await early).toContain(own);
    const after = await late;
    expect(after).toContain(own);
    expect(after).not.toContain(channelId);
  });

  it('has the ETag of what it shows', async () => {
    const before = await misses();
    const late = get(bruno, '/channels');
    await until('it waits too', async () => (await misses()) > before, WITHIN_MS);
    held.answer();
    await early;
    const { headers, body } = await late;
    const again = await get(bruno, '/channels', { 'if-none-match': headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
    expect(body).toEqual((await get(bruno, '/channels')).body);
  });
});
