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
/** Who is there too, each at a desk of their own. */
const company = ['carla', 'dev', 'emma'];

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

/** @param {Page} page */
async function openList(page) {
  await page.getByRole('button', { name: 'Open the list of conversations' }).first().click();
  await page.getByRole('dialog').waitFor();
}

/**
 * Others talk where nobody else is disturbed, at a lively pace.
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
  for (const name of company) {
    const { items } = await call('GET', `${api}/users?query=${name}`, { token });
    await call('PUT', `${api}/channels/${id}/members/${items[0].id}`, { token, body: { role: 'member' } });
  }
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
      await talk(page, password, 150);
    },
  },
  { name: 'settings-dark', colorScheme: 'dark', viewport: desktop, show: at('/settings/notifications') },
  { name: 'manage-light', colorScheme: 'light', viewport: desktop, show: at('/manage/users') },
  {
    name: 'phone-light',
    colorScheme: 'light',
    viewport: phone,
    async show(page) {
      await openList(page);
      await inChannel('general')(page);
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    },
  },
  {
    name: 'phone-dark',
    colorScheme: 'dark',
    viewport: phone,
    show: openList,
  },
];

/**
 * @param {Browser} browser
 * @param {string} url
 * @param {{ login: string, password: string }} person
 * @param {Pick<Picture, 'colorScheme' | 'viewport'>} desk
 */
async function signIn(browser, url, { login, password }, { colorScheme, viewport }) {
  const look = {
    colorScheme,
    viewport,
    deviceScaleFactor: 2,
    locale: 'en-GB',
    reducedMotion: /** @type {const} */ ('reduce'),
  };
  const page = await browser.newPage(look);
  await page.goto(`${url}/login`);
  await page.getByLabel('E-mail or username').fill(login);
  await page.getByLabel('Password').first().fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((at) => at.pathname.startsWith('/c/'));
  await page.getByRole('textbox').first().waitFor();
  return page;
}

/**
 * @param {Browser} browser
 * @param {string} url
 * @param {string} password of all the demo's people
 * @param {Picture} picture
 */
async function take(browser, url, password, { name, colorScheme, viewport, show }) {
  const page = await signIn(browser, url, { login: 'ana', password }, { colorScheme, viewport });
  await show(page, password);
  await page.mouse.move(0, 0);
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: join(out, `${name}.png`), animations: 'disabled', caret: 'hide' });
  console.log(`docs/screenshots/${name}.png`);
  await page.close();
}

const env = { LOGIN_RATE: 'off', HTTP_RATE: 'off' };
await throwaway({ name: 'screenshots', web: 1, env }, async ({ urls: [url = ''], password }) => {
  mkdirSync(out, { recursive: true });
  const found = await chromium();
  const browser = await playwright.launch({ executablePath: found.command, env: { ...process.env, ...found.env } });
  try {
    for (const login of company)
      await signIn(browser, url, { login, password }, { colorScheme: 'light', viewport: phone });
    for (const picture of pictures) await take(browser, url, password, picture);
  } finally {
    await browser.close();
  }
  return true;
});
