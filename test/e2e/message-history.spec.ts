import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Server } from '../support/app.js';
import { Person } from '../support/factories.js';

const TOTAL = 23;

let server: Server;
let ana: Person;
let channelId: string;

beforeAll(async () => {
  server = await Server.start();
  ana = await Person.register(server);
  channelId = (await ana.createChannel()).id;
  await Promise.all(Array.from({ length: TOTAL }, (_, i) => ana.post(channelId, `message ${i + 1}`)));
});
afterAll(() => server.stop());

const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
const page = async (query: string) => {
  const { items, nextCursor } = await ana.history(channelId, `?${query}`);
  return { seqs: items.map(({ seq }) => seq), nextCursor };
};

describe('a page of history', () => {
  it.each([
    ['the newest', 'limit=5', range(19, 23)],
    ['all, where they fit', '', range(1, 23)],
    ['those before a place', 'before=10&limit=4', range(6, 9)],
    ['the first ones before a place', 'before=3&limit=10', range(1, 2)],
    ['none before the first', 'before=1&limit=10', []],
    ['the newest, before a place that is not there yet', 'before=999&limit=3', range(21, 23)],
    ['those after a place', 'after=10&limit=4', range(11, 14)],
    ['the oldest, after nothing', 'after=0&limit=3', range(1, 3)],
    ['none after the last', 'after=23&limit=3', []],
    ['those around a place', 'around=12&limit=5', range(10, 14)],
    ['those around a place, half of an even number on each side', 'around=12&limit=4', range(11, 14)],
    ['the one place itself', 'around=12&limit=1', [12]],
    ['those around the first', 'around=1&limit=5', range(1, 3)],
    ['those around the last', 'around=23&limit=5', range(21, 23)],
    ['as many as a hundred', 'limit=100', range(1, 23)],
  ])('is %s', async (_, query, seqs) => {
    expect((await page(query)).seqs).toEqual(seqs);
  });

  it('leads on to the next by its cursor, and each message comes once', async () => {
    for (const [anchor, start] of [
      ['before', ''],
      ['after', 'after=0&'],
    ] as const) {
      const seen: number[] = [];
      let query: string = start;
      for (;;) {
        const { seqs, nextCursor } = await page(`${query}limit=5`);
        if (anchor === 'before') seen.unshift(...seqs);
        else seen.push(...seqs);
        if (nextCursor === null) break;
        query = `${anchor}=${nextCursor}&`;
      }
      expect(seen).toEqual(range(1, TOTAL));
    }
  });

  it('has no cursor where nothing is older', async () => {
    for (const query of ['limit=23', 'before=6&limit=5', 'around=2&limit=9']) {
      const { seqs, nextCursor } = await page(query);
      expect({ query, first: seqs[0], nextCursor }).toEqual({ query, first: 1, nextCursor: null });
    }
  });

  it('stays where it is while messages arrive', async () => {
    const fresh = (await ana.createChannel()).id;
    for (let i = 1; i <= 4; i++) await ana.post(fresh, `message ${i}`);
    const newest = await ana.history(fresh, '?limit=2');
    await ana.post(fresh, 'one more');
    const older = await ana.history(fresh, `?limit=2&before=${newest.nextCursor}`);
    expect([...older.items, ...newest.items].map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it('has the tombstones of deleted messages in their places', async () => {
    const fresh = (await ana.createChannel()).id;
    const { message } = await ana.post(fresh, 'a secret');
    await ana.post(fresh, 'two');
    await ana.call('DELETE', `/messages/${message.id}`);
    const { items } = await ana.history(fresh);
    expect(items.map(({ seq, body, html }) => ({ seq, body, html }))).toEqual([
      { seq: 1, body: '', html: '' },
      { seq: 2, body: 'two', html: '<p>two</p>' },
    ]);
    const { rows } = await server.db.query('SELECT FROM messages WHERE body LIKE $1', ['%secret%']);
    expect(rows).toHaveLength(0);
  });
});
