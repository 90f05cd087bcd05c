import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium as playwright } from 'playwright-core';
import { chromium } from './chromium.mjs';
import { ending } from './ending.mjs';
import { root } from './paths.mjs';
import { freePort } from './ports.mjs';
import { System } from './system.mjs';
import { temporaryDir } from './temporary.mjs';

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
 * @property {(page: Page) => Promise<void>} show
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
 * @param {number} seconds
 */
async function talk(page, seconds) {
  const api = new URL('/api/v1', page.url()).href;
  /** @returns {Promise<any>} */
  const call = async (/** @type {string} */ path, /** @type {object} */ body, /** @type {string} */ token = '') => {
    const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
    return (await fetch(api + path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  const { accessToken: token } = await call('/auth/login', { login: 'bruno', password });
  const { id } = await call('/channels', { name: 'numbers', kind: 'private' }, token);
  for (let i = 0; i < seconds * 2; i++) {
    const atOnce = 1 + Math.round(2 + 2 * Math.sin(i / 9) + Math.sin(i / 2.3));
    const say = () => call(`/channels/${id}/messages`, { clientId: crypto.randomUUID(), body: `number ${i}` }, token);
    await Promise.all(Array.from({ length: atOnce }, say));
    await page.waitForTimeout(500);
  }
}

/** Of all the demo's people. */
let password = '';

/** @type {Picture[]} */
const pictures = [
  { name: 'conversation-light', colorScheme: 'light', viewport: desktop, show: inChannel('general') },
  { name: 'thread-dark', colorScheme: 'dark', viewport: desktop, show: inThread('Sent.') },
  {
    name: 'dashboard-light',
    colorScheme: 'light',
    viewport: desktop,
    async show(page) {
      await at('/dashboard')(page);
      // So that the charts have something to show.
      await talk(page, 60);
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
 * @param {Picture} picture
 */
async function take(browser, url, { name, colorScheme, viewport, show }) {
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
  await show(page);
  await page.mouse.move(0, 0);
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: join(out, `${name}.png`), animations: 'disabled', caret: 'hide' });
  console.log(`docs/screenshots/${name}.png`);
  await context.close();
}

/** @param {AbortSignal} signal */
async function screenshots(signal) {
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'REDIS_CACHE_URL']) delete process.env[name];
  Object.assign(process.env, { LOGIN_RATE: 'off', SEND_RATE: 'off', HTTP_RATE: 'off', REDIS_PREFIX: 'screenshots' });
  const dir = temporaryDir();
  const system = new System({ dir, web: 1, workers: 1, port: await freePort() }, signal, () => undefined);
  mkdirSync(out, { recursive: true });
  /** @type {Browser | undefined} */
  let browser;
  try {
    const { urls, logins } = await system.start();
    const { command, env } = await chromium();
    browser = await playwright.launch({ executablePath: command, env: { ...process.env, ...env } });
    password = /password (\S+):/.exec(logins)?.[1] ?? '';
    for (const picture of pictures) await take(browser, urls[0] ?? '', picture);
  } finally {
    await browser?.close();
    await system.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

await screenshots(ending().signal);
process.exit(0);
