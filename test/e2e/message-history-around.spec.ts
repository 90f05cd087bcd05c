import { afterAll, beforeAll, expect, it } from 'vitest';
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
  for (let i = 1; i <= TOTAL; i++) await ana.post(channelId, `message ${i}`);
});
afterAll(() => server.stop());

it.each([2, 4, 12, 22, TOTAL, TOTAL + 5])('a page around %i leads on to all that is older', async (around) => {
  const seqs: number[] = [];
  let query = `around=${around}`;
  for (;;) {
    const { items, nextCursor } = await ana.history(channelId, `?${query}&limit=6`);
    seqs.unshift(...items.map(({ seq }) => seq));
    if (nextCursor === null) break;
    query = `before=${nextCursor}`;
  }
  expect(seqs).toEqual(Array.from({ length: seqs.at(-1) ?? 0 }, (_, i) => i + 1));
  expect(seqs.length).toBeGreaterThanOrEqual(Math.min(around, TOTAL));
});
