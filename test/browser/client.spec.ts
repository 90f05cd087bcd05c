import type { Browser, Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../scripts/paths.mjs';
import { Server } from '../support/app.js';
import { launchBrowser, Window } from '../support/browser.js';
import { until } from '../support/cluster/until.js';
import { PASSWORD, Person } from '../support/factories.js';

/** What the page makes of the package: a client whose store is IndexedDB, and what it shows. */
const PROGRAM = `
  import { Client, IndexedDbStore, when } from '${root}/client/src/main.ts';
  const client = new Client({ url: location.origin, store: new IndexedDbStore() });
  Object.assign(globalThis, { client, when });
`;

let server: Server;
let browser: Browser;
let script: string;

beforeAll(async () => {
  server = await Server.start();
  browser = await launchBrowser();
  const bundle = await rolldown({
    input: 'page',
    platform: 'browser',
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === 'page' ? `${root}/client/page.js` : null),
        load: (id) => (id === `${root}/client/page.js` ? PROGRAM : null),
      },
    ],
  });
  script = (await bundle.generate({ format: 'esm' })).output[0].code;
  await bundle.close();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** A page of the server's own origin that runs the program, and nothing else. */
async function visit(page: Page): Promise<void> {
  const html = '<!doctype html><title>client</title><script type="module" src="/page.js"></script>';
  await page.route('**/page', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.route('**/page.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
  await page.goto(`${server.url}/page`);
  await page.waitForFunction('globalThis.client !== undefined');
}

const bodies = (page: Page, id: string) =>
  page.evaluate(
    `(({ messages, pending }) => [...messages, ...pending].map(({ body }) => body))(client.channel('${id}').snapshot())`,
  );

async function shows(page: Page, id: string, wanted: string[]): Promise<void> {
  let shown: unknown;
  const fits = async () => JSON.stringify((shown = await bodies(page, id))) === JSON.stringify(wanted);
  await until(() => `${JSON.stringify(wanted)}; it shows ${JSON.stringify(shown)}`, fits, 30_000);
}

it('a page that is loaded again goes on from IndexedDB: signed in, with its messages and what it could not send', async () => {
  const [ana, bruno] = [await Person.register(server), await Person.register(server)];
  const { id } = await ana.createChannel({}, [bruno]);
  const { page, context } = await Window.open(browser);
  await visit(page);
  await page.evaluate(`client.login({ login: '${ana.username}', password: '${PASSWORD}' })`);
  await page.evaluate(`when(client.connection, ({ status }) => status === 'online')`);
  await page.evaluate(`client.channel('${id}').open().send('hello').stored`);
  await bruno.post(id, 'hello, ana');
  await shows(page, id, ['hello', 'hello, ana']);
  await page.evaluate('client.saved()');
  await context.setOffline(true);
  await page.evaluate(`when(client.connection, ({ status }) => status !== 'online')`);
  await page.evaluate(`client.channel('${id}').send('written without a net').kept`);
  await page.close();
  await bruno.post(id, 'missed');
  await context.setOffline(false);
  const again = await context.newPage();
  await visit(again);
  await again.evaluate('client.start()');
  await again.evaluate(`void client.channel('${id}').open()`);
  await shows(again, id, ['hello', 'hello, ana', 'missed', 'written without a net']);
  expect(await again.evaluate('client.user.username')).toBe(ana.username);
  // What waits to be sent is shown before the server has it.
  await expect.poll(async () => (await ana.history(id)).items.length).toBe(4);
  const other = await context.newPage();
  await visit(other);
  expect(await other.evaluate('client.start().catch(({ code }) => code)')).toBe('conflict');
  await again.evaluate('client.logout()');
  await again.reload();
  await again.waitForFunction('globalThis.client !== undefined');
  await again.evaluate('client.start()');
  expect(await again.evaluate('client.connection.snapshot().status')).toBe('signed out');
  expect(await bodies(again, id)).toEqual([]);
  await context.close();
});
