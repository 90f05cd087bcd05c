import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../../scripts/paths.mjs';
import { Person } from '../../support/factories.js';
import { useWeb } from '../../support/web-page.js';

const MOST_BYTES = 250_000;
const DIST = join(root, 'web/dist');
/** Dialogs and passing notes, which come 5 s after the page: their chunk has the name of its source. */
const OVERLAYS = /overlays-host-[^/]+\.js$/;

/** A chunk with all that it imports at once. */
function withImports(names: string[], all = new Set<string>()): Set<string> {
  for (const name of names.filter((each) => !all.has(each))) {
    all.add(name);
    const text = readFileSync(join(DIST, name), 'utf8');
    const imported = [...text.matchAll(/(?:from|import)"\.\/([^"]+\.js)"/g)].map(([, each = '']) => `assets/${each}`);
    withImports(imported, all);
  }
  return all;
}

/** Those that are there for something else than the overlays. */
function withoutOverlays(names: string[]): string[] {
  const page = readFileSync(join(DIST, 'index.html'), 'utf8');
  const late = withImports(names.filter((name) => OVERLAYS.test(name)));
  const needed = withImports(names.filter((name) => !late.has(name) || page.includes(name)));
  return names.filter((name) => needed.has(name));
}

const web = useWeb();

it('a conversation is there after less than 250,000 bytes of gzipped JavaScript, before dialogs and notes come', async () => {
  const ana = await Person.register(web.server);
  const { id } = await ana.createChannel();
  await ana.post(id, 'hello');
  const visitor = await web.visit(ana, `/c/${id}`);
  const { page } = visitor;
  const scripts = new Set<string>();
  page.on('request', (request) => {
    if (request.resourceType() === 'script') scripts.add(new URL(request.url()).pathname);
  });
  const later = page.waitForResponse((response) => OVERLAYS.test(response.url()));
  await page.reload();
  await page.getByRole('feed').getByText('hello').waitFor();
  await visitor.composer.waitFor();
  // What a busy machine asks for late is there too by then.
  await later;
  const first = withoutOverlays([...scripts].map((path) => path.slice(1)));
  const sizes = Object.fromEntries(first.map((name) => [name, statSync(join(DIST, `${name}.gz`)).size]));
  const bytes = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  console.log(`first load: ${bytes} bytes of gzipped JavaScript in ${first.length} files`, sizes);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThan(MOST_BYTES);
});
