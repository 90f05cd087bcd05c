import { beforeAll, expect, it } from 'vitest';
import { Person } from '../../support/factories.js';
import { useWeb, type Visitor } from '../../support/web-page.js';

const MESSAGES = 100_000;
/** Of the whole page: what fits on the screen, with something before and after it. */
const MAX_ELEMENTS = 3_000;

const web = useWeb();
let ana: Person;
let bo: Person;
let channelId: string;

beforeAll(async () => {
  ana = await Person.register(web.server);
  bo = await Person.register(web.server);
  channelId = (await ana.createChannel({ name: 'long' }, [bo])).id;
  await web.server.db.query(
    `INSERT INTO messages (channel_id, seq, rev, id, author_id, client_id, body, html, created_at)
     SELECT $1, n, n, gen_random_uuid(), (ARRAY[$2, $3]::uuid[])[1 + (n / 3) % 2], gen_random_uuid(),
            'number ' || n || '.', '<p>number ' || n || '. ' || repeat('words ', (n * 7) % 60) || '</p>',
            now() - (($4 - n) * interval '1 minute')
     FROM generate_series(1, $4::int) n`,
    [channelId, ana.id, bo.id, MESSAGES],
  );
  await web.server.db.query('UPDATE channels SET seq = $2, rev = $2 WHERE id = $1', [channelId, MESSAGES]);
  await web.server.db.query('UPDATE members SET read_seq = $2 WHERE channel_id = $1', [channelId, MESSAGES]);
});

it('a channel of 100,000 messages is scrolled far up and down with a page that stays small', async () => {
  const visitor = await web.visit(ana, `/c/${channelId}`);
  const { page } = visitor;
  const counts: number[] = [];
  const tasks: number[] = [];
  const scroll = async (by: number, reached: (seq: number) => boolean): Promise<void> => {
    await page.getByRole('feed').hover();
    while (!reached(await firstSeq(visitor))) {
      await page.mouse.wheel(0, by);
      counts.push(await page.evaluate<number>("document.querySelectorAll('*').length"));
    }
  };
  await visitor.message(`number ${MESSAGES}.`).waitFor();
  await page.evaluate(watchLongTasks);
  await scroll(-2_000, (seq) => seq < MESSAGES - 1_000);
  await scroll(2_000, (seq) => seq > MESSAGES - 100);
  tasks.push(...(await page.evaluate<number[]>('longTasks')));
  await visitor.goTo(`/c/${channelId}/5`);
  await visitor.message('number 5.').waitFor();
  await page.evaluate(watchLongTasks);
  await scroll(2_000, (seq) => seq > 500);
  await scroll(-2_000, (seq) => seq <= 1);
  tasks.push(...(await page.evaluate<number[]>('longTasks')));
  expect(Math.max(...counts)).toBeLessThan(MAX_ELEMENTS);
  const ms = tasks.reduce((sum, duration) => sum + duration, 0);
  console.log(`long tasks while 1,500 rows passed up and down: ${tasks.length}, ${Math.round(ms)} ms together`);
  await visitor.goTo(`/c/${channelId}`);
  await visitor.message(`number ${MESSAGES}.`).waitFor();
});

it('who reads something old keeps their place while older and newer messages come', async () => {
  const visitor = await web.visit(ana, `/c/${channelId}/50000`);
  const { page } = visitor;
  await visitor.message('number 50000.').waitFor();
  const before = await placeOf(visitor, 50_000);
  for (let i = 0; i < 20; i++) await bo.post(channelId, `news ${i}`);
  await page.getByRole('button', { name: /20 new messages/ }).waitFor();
  expect(Math.abs((await placeOf(visitor, 50_000)) - before)).toBeLessThan(2);

  const older = Promise.withResolvers<void>();
  let isAsked = false;
  await page.route(/\/messages\?.*before=/, async (route) => {
    isAsked = true;
    await older.promise;
    await route.continue();
  });
  await page.getByRole('feed').hover();
  const aboveView = () => page.evaluate<number>('document.querySelector("[role=feed]").scrollTop');
  while (!isAsked || (await aboveView()) > 0) await page.mouse.wheel(0, -300);
  const first = await still(() => firstSeq(visitor));
  const inView = first + 5;
  const held = await placeOf(visitor, inView);
  older.resolve();
  await expect.poll(() => firstSeq(visitor)).toBeLessThan(first);
  expect(Math.abs((await placeOf(visitor, inView)) - held)).toBeLessThan(2);
});

it('what is typed arrives whole while messages come one upon the other', async () => {
  await ana.call('POST', '/channels/read-all');
  const visitor = await web.visit(ana, `/c/${channelId}`);
  await visitor.composer.waitFor();
  const socket = await bo.connect();
  let acknowledged = 0;
  let isOver = false;
  const flood = (async () => {
    while (!isOver) {
      await socket.send(channelId, `flood ${acknowledged + 1}.`);
      acknowledged++;
    }
  })();
  try {
    const text = 'The quick brown fox jumps over the lazy dog, and nobody notices that the channel is busy.';
    for (const word of text.split(/(?<= )/)) {
      await visitor.composer.pressSequentially(word);
      const before = acknowledged;
      await expect.poll(() => acknowledged).toBeGreaterThan(before);
    }
    expect(await visitor.composer.inputValue()).toBe(text);
    await visitor.composer.press('Enter');
    await expect.poll(() => sentBy(ana)).toEqual([text]);
    isOver = true;
    await flood;
    // Hers may be far above by then; the list has followed what came.
    await visitor.message(`flood ${acknowledged}.`).waitFor();
  } finally {
    isOver = true;
    await flood.catch(() => undefined);
    socket.close();
  }
});

/** What somebody has said since the test began. */
async function sentBy({ id }: Person): Promise<string[]> {
  const { rows } = await web.server.db.query<{ body: string }>(
    'SELECT body FROM messages WHERE channel_id = $1 AND author_id = $2 AND seq > $3 ORDER BY seq',
    [channelId, id, MESSAGES],
  );
  return rows.map(({ body }) => body);
}

/** The first row that there is on the page; those out of sight are not. */
const firstSeq = async ({ page }: Visitor): Promise<number> =>
  Number(await page.getByRole('feed').locator('[data-seq]').first().getAttribute('data-seq'));

/** What it becomes when nothing moves any more. */
async function still(look: () => Promise<number>): Promise<number> {
  let last = NaN;
  await expect
    .poll(async () => {
      const before = last;
      last = await look();
      return Math.abs(last - before);
    })
    .toBeLessThan(1);
  return last;
}

/** How far below the window's edge a message stands. */
const placeOf = (visitor: Visitor, seq: number): Promise<number> =>
  still(async () => (await visitor.message(`number ${seq}.`).boundingBox())?.y ?? NaN);

const watchLongTasks = `(() => {
  const tasks = (globalThis.longTasks = []);
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: 'longtask',
  });
})()`;
