import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../../scripts/paths.mjs';
import { Server } from '../../support/app.js';
import { launchBrowser } from '../../support/browser.js';
import { Person } from '../../support/factories.js';
import { Visitor } from '../../support/web-page.js';

const MOST_BYTES = 250_000;

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

it('a conversation is there after less than 250,000 bytes of gzipped JavaScript', async () => {
  const ana = await Person.register(server);
  const { id } = await ana.createChannel();
  await ana.post(id, 'hello');
  const visitor = await Visitor.signIn(browser, server.url, ana, { path: `/c/${id}` });
  const { page } = visitor;
  const scripts = new Set<string>();
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.add(new URL(request.url()).pathname);
  });
  await page.reload();
  await page.getByRole('feed').getByText('hello').waitFor();
  await page.waitForLoadState('networkidle');
  const sizes = Object.fromEntries(
    [...scripts].map((path) => [path, statSync(join(root, 'web/dist', `${path}.gz`)).size]),
  );
  const bytes = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  console.log(`first load: ${bytes} bytes of gzipped JavaScript in ${scripts.size} files`, sizes);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(MOST_BYTES);
  expect(visitor.window.complaints).toEqual([]);
  await visitor.close();
});
