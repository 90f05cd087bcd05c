import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../../scripts/paths.mjs';
import { Person } from '../../support/factories.js';
import { useWeb } from '../../support/web-page.js';

const MOST_BYTES = 250_000;
const DIST = join(root, 'web/dist');
/** Dialogs and passing notes, asked for 5 s after the page, and all that is opened later after them. */
const OVERLAYS = /overlays-host-[^/]+\.js$/;

const web = useWeb();

it('a conversation is there after less than 250,000 bytes of gzipped JavaScript, before dialogs and notes come', async () => {
  const ana = await Person.register(web.server);
  const { id } = await ana.createChannel();
  await ana.post(id, 'hello');
  const visitor = await web.visit(ana, `/c/${id}`, { serviceWorkers: 'block' });
  const { page } = visitor;
  // That page may have been there for long enough to ask for more.
  await page.goto('about:blank');
  const scripts = new Set<string>();
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.add(new URL(request.url()).pathname.slice(1));
  });
  // Never answered, they keep back what follows them: what a busy machine asks for late is all of the first load.
  await page.route(OVERLAYS, () => undefined);
  await page.goto(`${visitor.url}/c/${id}`, { waitUntil: 'commit' });
  await page.getByRole('feed').getByText('hello').waitFor();
  await visitor.composer.waitFor();
  await expect.poll(() => [...scripts].some((name) => OVERLAYS.test(name))).toBe(true);
  const first = [...scripts].filter((name) => !OVERLAYS.test(name));
  const sizes = Object.fromEntries(first.map((name) => [name, statSync(join(DIST, `${name}.gz`)).size]));
  const bytes = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  console.log(`first load: ${bytes} bytes of gzipped JavaScript in ${first.length} files`, sizes);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(MOST_BYTES);
});
