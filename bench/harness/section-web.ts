import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Page } from 'playwright-core';
import type { Bench } from './bench.js';
import { Database } from './database.js';
import { populate } from './population.js';
import { fillHistory } from './section-reads.js';
import type { Running } from './subject.js';
import { RECORDER, type Recorded } from './web-recorder.js';
import { create, urlOf, write } from './writing.js';

const MESSAGES = 100_000;
const PER_SECOND = 50;
const KEYS = 150;
const KEY_EVERY_MS = 40;
const TURNS = 100;
const TURN_PIXELS = 1_000;
const MAX_ROUNDS = 3;
const READER = { username: 'reader', password: 'a long enough password' };

const population = populate(10, 1, () => [0]);
const [channelId = ''] = population.channelIds;

/** What somebody at the web client feels of a long channel, and of one in which much is written. */
export async function runWeb(bench: Bench): Promise<void> {
  const [product] = bench.subjects.product;
  if (!product) return;
  const running = await bench.launch(product, { population });
  await fillHistory(running, MESSAGES);
  const { command, env } = await bench.ground.stack.chromium();
  const browser = await chromium.launch({ executablePath: command, env: { ...process.env, ...env } });
  try {
    const page = await signIn(await browser.newPage(), running);
    for (let round = 0; round < Math.min(bench.options.rounds, MAX_ROUNDS); round++) {
      for (const name of ['quiet', `${PER_SECOND} messages/s`]) {
        const stop =
          name === 'quiet'
            ? () => Promise.resolve(0)
            : write(bench, running, { population, channelId, perSecond: PER_SECOND });
        for (const [work, act] of [
          ['web/typing', type],
          ['web/scrolling', scroll],
        ] as const) {
          const recorded = await record(page, running, act);
          bench.samples.add(work, name, { ...recorded });
          bench.log(
            `  ${work}, ${name}: ${Math.round(recorded.longTaskMs)} ms of long tasks, ${recorded.elements} elements`,
          );
        }
        const written = await stop();
        if (written > 0) bench.log(`  ${written} messages were written meanwhile`);
      }
    }
  } finally {
    await browser.close();
  }
  await bench.stopAll();
}

/** A member of the channel like the others, who has a password to sign in with. */
async function signIn(page: Page, running: Running): Promise<Page> {
  const url = urlOf(running);
  const account = { ...READER, email: 'reader@example.test', displayName: 'Reader' };
  const { user } = (await create(`${url}/api/v1/auth/register`, account)) as { user: { id: string } };
  const database = new Database(running.databaseUrl ?? '', () => Promise.resolve());
  await database.run(`insert into members (channel_id, user_id, role, read_seq) values ($1, $2, 'member', $3)`, [
    channelId,
    user.id,
    MESSAGES,
  ]);
  await page.goto(`${url}/login?next=/c/${channelId}`);
  await page.getByLabel('E-mail or username').fill(READER.username);
  await page.getByLabel('Password').first().fill(READER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('feed').getByRole('article').first().waitFor();
  return page;
}

async function record(page: Page, running: Running, act: (page: Page) => Promise<void>): Promise<Recorded> {
  await page.goto(`${urlOf(running)}/c/${channelId}`);
  await page.getByRole('feed').getByRole('article').first().waitFor();
  await sleep(1_000);
  await page.evaluate(RECORDER);
  await act(page);
  return page.evaluate<Recorded>('recorded()');
}

async function type(page: Page): Promise<void> {
  const composer = page.getByRole('textbox', { name: /^Message/ });
  await composer.fill('');
  await composer.pressSequentially('word '.repeat(KEYS / 5), { delay: KEY_EVERY_MS });
  await composer.fill('');
}

async function scroll(page: Page): Promise<void> {
  await page.getByRole('feed').hover();
  for (let turn = 0; turn < TURNS; turn++) {
    await page.mouse.wheel(0, -TURN_PIXELS);
    await page.evaluate('look()');
  }
}
