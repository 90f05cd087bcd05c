import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Server } from '../../support/app.js';
import { launchBrowser } from '../../support/browser.js';
import { Person } from '../../support/factories.js';
import { Visitor } from '../../support/web-page.js';

let server: Server;
let browser: Browser;

beforeAll(async () => {
  server = await Server.start();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

it('somebody signs in and is where they wanted to go, and another tab can take over', async () => {
  const ana = await Person.register(server);
  const { id } = await ana.createChannel({ name: 'the-office' });
  await ana.post(id, 'hello from before');
  const visitor = await Visitor.signIn(browser, server.url, ana, { path: `/c/${id}` });
  await visitor.page.getByText('hello from before').waitFor();
  const second = await visitor.window.context.newPage();
  await second.goto(`${server.url}/c/${id}`);
  await second.getByRole('button', { name: 'Use it here' }).click();
  await second.getByText('hello from before').waitFor();
  await visitor.page.getByText('Tertulia is open in another tab').waitFor();
  expect(visitor.window.complaints).toEqual([]);
  await visitor.close();
});
