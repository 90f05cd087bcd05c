import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium as playwright } from 'playwright-core';
import { chromium } from './chromium.mjs';
import { root } from './paths.mjs';
import { call, throwaway } from './throwaway.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Browser} Browser */

const out = join(root, 'docs/screenshots');
const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

/**
 * @typedef {object} Picture
 * @property {string} name
 * @property {'light' | 'dark'} colorScheme
 * @property {{ width: number, height: number }} viewport
 * @property {(page: Page, password: string) => Promise<void>} show
 */

/** @param {string} name */
const inChannel = (name) => async (/** @type {Page} */ page) => {
  await page
    .getByRole('link', { name: new RegExp(name) })
    .first()
    .click();
  await page.getByRole('textbox').first().waitFor();
};

/** @param {string} panel */
const inThread = (panel) => async (/** @type {Page} */ page) => {
  await inChannel('engineering')(page);
  await page
    .getByRole('button', { name: /replies/ })
    .last()
    .click();
  await page.getByRole('complementary').getByText(panel).waitFor();
};

/** @param {string} path */
const at = (path) => async (/** @type {Page} */ page) => {
  await page.goto(new URL(path, page.url()).href);
  await page.getByRole('heading', { level: 1 }).waitFor();
};

/**
 * Somebody else says something where nobody is disturbed, at a lively pace.
 *
 * @param {Page} page
 * @param {string} password
 * @param {number} seconds
 */
async function talk(page, password, seconds) {
  const api = new URL('/api/v1', page.url()).href;
  const { accessToken: token } = await call('POST', `${api}/auth/login`, { body: { login: 'bruno', password } });
  const channel = { name: 'numbers', kind: 'private' };
  const { id } = await call('POST', `${api}/channels`, { token, body: channel });
  for (let i = 0; i < seconds * 2; i++) {
    const atOnce = 1 + Math.round(2 + 2 * Math.sin(i / 9) + Math.sin(i / 2.3));
    const say = () => {
      const message = { clientId: crypto.randomUUID(), body: `number ${i}` };
      return call('POST', `${api}/channels/${id}/messages`, { token, body: message });
    };
    await Promise.all(Array.from({ length: atOnce }, say));
    await page.waitForTimeout(500);
  }
}

/** @type {Picture[]} */
const pictures = [
  { name: 'conversation-light', colorScheme: 'light', viewport: desktop, show: inChannel('general') },
  { name: 'thread-dark', colorScheme: 'dark', viewport: desktop, show: inThread('Sent.') },
  {
    name: 'dashboard-light',
    colorScheme: 'light',
    viewport: desktop,
    async show(page, password) {
      await at('/dashboard')(page);
      // So that the charts have something to show.
      await talk(page, password, 60);
    },
  },
  { name: 'settings-dark', colorScheme: 'dark', viewport: desktop, show: at('/settings/notifications') },
  { name: 'manage-light', colorScheme: 'light', viewport: desktop, show: at('/manage/users') },
  { name: 'phone-light', colorScheme: 'light', viewport: phone, show: async () => undefined },
  {
    name: 'phone-dark',
    colorScheme: 'dark',
    viewport: phone,
    async show(page) {
      await page.getByRole('button', { name: 'Open the list of conversations' }).first().click();
      await page.getByRole('dialog').waitFor();
    },
  },
];

/**
 * @param {Browser} browser
 * @param {string} url
 * @param {string} password of all the demo's people
 * @param {Picture} picture
 */
async function take(browser, url, password, { name, colorScheme, viewport, show }) {
  const context = await browser.newContext({
    colorScheme,
    viewport,
    locale: 'en-GB',
    deviceScaleFactor: 2,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(`${url}/login`);
  await page.getByLabel('E-mail or username').fill('ana');
  await page.getByLabel('Password').first().fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((at) => at.pathname.startsWith('/c/'));
  await page.getByRole('textbox').first().waitFor();
  await show(page, password);
  await page.mouse.move(0, 0);
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: join(out, `${name}.png`), animations: 'disabled', caret: 'hide' });
  console.log(`docs/screenshots/${name}.png`);
  await context.close();
}

const env = { LOGIN_RATE: 'off', HTTP_RATE: 'off' };
await throwaway({ name: 'screenshots', web: 1, env }, async ({ urls: [url = ''], password }) => {
  mkdirSync(out, { recursive: true });
  const found = await chromium();
  const browser = await playwright.launch({ executablePath: found.command, env: { ...process.env, ...found.env } });
  try {
    for (const picture of pictures) await take(browser, url, password, picture);
  } finally {
    await browser.close();
  }
  return true;
});
