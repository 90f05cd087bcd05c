import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Server } from '../../support/app.js';
import { launchBrowser } from '../../support/browser.js';
import { Person } from '../../support/factories.js';
import { Visitor } from '../../support/web-page.js';

const MESSAGES = 100_000;
/** Of the whole page: what fits on the screen, with something before and after it. */
const MAX_ELEMENTS = 3_000;

let server: Server;
let browser: Browser;
let ana: Person;
let bo: Person;
let channelId: string;

beforeAll(async () => {
  server = await Server.start();
  browser = await launchBrowser();
  ana = await Person.register(server);
  bo = await Person.register(server);
  channelId = (await ana.createChannel({ name: 'long' }, [bo])).id;
  await server.db.query(
    `INSERT INTO messages (channel_id, seq, rev, id, author_id, client_id, body, html, created_at)
     SELECT $1, n, n, gen_random_uuid(), (ARRAY[$2, $3]::uuid[])[1 + (n / 3) % 2], gen_random_uuid(),
            'number ' || n || '.', '<p>number ' || n || '. ' || repeat('words ', (n * 7) % 60) || '</p>',
            now() - (($4 - n) * interval '1 minute')
     FROM generate_series(1, $4::int) n`,
    [channelId, ana.id, bo.id, MESSAGES],
  );
  await server.db.query('UPDATE channels SET seq = $2, rev = $2 WHERE id = $1', [channelId, MESSAGES]);
  await server.db.query('UPDATE members SET read_seq = $2 WHERE channel_id = $1', [channelId, MESSAGES]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it('a channel of 100,000 messages is scrolled far up and down with a page that stays small', async () => {
  const visitor = await Visitor.signIn(browser, server.url, ana, { path: `/c/${channelId}` });
  const { page } = visitor;
  await visitor.message(`number ${MESSAGES}.`).waitFor();
  await page.evaluate(watchLongTasks);
  const feed = page.getByRole('feed');
  const counts: number[] = [];
  const firstSeq = async (): Promise<number> =>
    Number(await feed.locator('[data-seq]').first().getAttribute('data-seq', { timeout: 5_000 }));
  const scroll = async (by: number, reached: (seq: number) => boolean): Promise<void> => {
    await feed.hover();
    while (!reached(await firstSeq())) {
      await page.mouse.wheel(0, by);
      counts.push(await page.evaluate<number>("document.querySelectorAll('*').length"));
    }
  };
  await scroll(-2_000, (seq) => seq < MESSAGES - 1_000);
  await scroll(2_000, (seq) => seq > MESSAGES - 100);
  await page.goto(`${server.url}/c/${channelId}/5`);
  await visitor.message('number 5.').waitFor();
  await page.evaluate(watchLongTasks);
  await scroll(2_000, (seq) => seq > 500);
  await scroll(-2_000, (seq) => seq <= 1);
  expect(Math.max(...counts)).toBeLessThan(MAX_ELEMENTS);
  const { count, ms } = await page.evaluate<{ count: number; ms: number }>(longTasks);
  console.log(`long tasks while 500 rows passed up and down: ${count}, ${Math.round(ms)} ms together`);
  await page.goto(`${server.url}/c/${channelId}`);
  await visitor.message(`number ${MESSAGES}.`).waitFor();
  expect(visitor.window.complaints).toEqual([]);
  await visitor.close();
});

it('who reads something old keeps their place while older and newer messages come', async () => {
  const visitor = await Visitor.signIn(browser, server.url, ana, { path: `/c/${channelId}/50000` });
  await visitor.message('number 50000.').waitFor();
  const place = async (): Promise<number> => (await visitor.message('number 50000.').boundingBox())?.y ?? NaN;
  await expect.poll(async () => Math.abs((await place()) - (await place()))).toBeLessThan(1);
  const before = await place();
  for (let i = 0; i < 20; i++) await bo.post(channelId, `news ${i}`);
  await visitor.page.getByRole('button', { name: /20 new messages/ }).waitFor();
  expect(Math.abs((await place()) - before)).toBeLessThan(2);
  await visitor.close();
});

it('what is typed arrives whole while 50 messages a second come', async () => {
  const visitor = await Visitor.signIn(browser, server.url, ana, { path: `/c/${channelId}` });
  await visitor.composer.waitFor();
  const socket = await bo.connect();
  const stop = new AbortController();
  const flood = (async () => {
    for (let i = 0; !stop.signal.aborted; i++) {
      await Promise.all([socket.send(channelId, `flood ${i}`), new Promise((resolve) => setTimeout(resolve, 20))]);
    }
  })();
  const text = 'The quick brown fox jumps over the lazy dog, and nobody notices that the channel is busy.';
  await visitor.composer.pressSequentially(text);
  expect(await visitor.composer.inputValue()).toBe(text);
  await visitor.composer.press('Enter');
  stop.abort();
  await flood;
  await visitor.message(text).waitFor();
  expect(visitor.window.complaints).toEqual([]);
  socket.close();
  await visitor.close();
});

const watchLongTasks = `(() => {
  const tasks = (globalThis.longTasks = []);
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: 'longtask',
  });
})()`;

const longTasks = '({ count: longTasks.length, ms: longTasks.reduce((sum, ms) => sum + ms, 0) })';
