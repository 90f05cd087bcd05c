import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../../../scripts/ports.mjs';
import { emptyDataDir, Launcher } from '../../launcher/launcher.js';
import { launchBrowser, Window } from '../../support/browser.js';

const HOUR_MS = 3_600_000;
const PATIENCE_MS = 60_000;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** What `npm run up` prints: where to go, and as whom. */
function told(output: string): { first: string; second: string; password: string } {
  const [first, second] = [/(http:\S+)\/ +the web client/, /(http:\S+)\/ +another web instance/].map(
    (line) => line.exec(output)?.[1],
  );
  const password = /all with the password (\S+):/.exec(output)?.[1];
  if (!first || !second || !password) throw new Error(`somebody new would not know where to go:\n${output}`);
  return { first, second, password };
}

async function signIn(page: Page, url: string, login: string, password: string): Promise<void> {
  await page.goto(`${url}/`);
  await page.getByLabel('E-mail or username').fill(login);
  await page.getByLabel('Password').first().fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: 'general' }).click();
}

const composer = (page: Page) => page.getByRole('textbox', { name: /^Message|^Write/ });
const message = (page: Page, text: string) => page.getByRole('feed').getByRole('article').filter({ hasText: text });

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

it(
  'two people whom the README names talk on two instances of what it says to start',
  { timeout: 300_000 },
  async () => {
    const up = new Launcher({ dir: emptyDataDir(), port: await freePorts(2), args: ['--web', '2'] });
    await up.ready();
    const { first, second, password } = told(up.output);
    const asItComes = { reducedMotion: 'no-preference' } as const;
    const [ana, bruno] = [await Window.open(browser, asItComes), await Window.open(browser, asItComes)];
    for (const { page } of [ana, bruno]) page.setDefaultTimeout(PATIENCE_MS);
    await signIn(ana.page, first, 'ana', password);
    await signIn(bruno.page, second, 'bruno', password);
    // What was said before they came.
    for (const { page } of [ana, bruno]) await message(page, 'Then today starts well.').waitFor();
    const said = await message(ana.page, 'Then today starts well.').locator('time').first().getAttribute('datetime');
    expect(Date.now() - Date.parse(said ?? '')).toBeGreaterThan(HOUR_MS);
    await say(ana.page, 'Is this thing on?');
    await message(bruno.page, 'Is this thing on?').waitFor();
    await say(bruno.page, 'It is, over here.');
    await message(ana.page, 'It is, over here.').waitFor();
    expect([ana.complaints, bruno.complaints]).toEqual([[], []]);
    await Promise.all([ana.context.close(), bruno.context.close()]);
    up.kill('SIGTERM');
    expect(await up.exited).toBe(0);
  },
);
