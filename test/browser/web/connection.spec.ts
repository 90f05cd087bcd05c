import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Server } from '../../support/app.js';
import { Balancer } from '../../support/balancer.js';
import { launchBrowser } from '../../support/browser.js';
import { Person } from '../../support/factories.js';
import { Visitor } from '../../support/web-page.js';

let server: Server;
let balancer: Balancer;
let browser: Browser;
let ana: Person;
let bo: Person;

beforeAll(async () => {
  server = await Server.start({ instances: 2 });
  balancer = await Balancer.before(server.instances.map(({ url }) => url));
  browser = await launchBrowser();
  ana = await Person.register(server);
  bo = await Person.register(server);
});
afterAll(async () => {
  await browser?.close();
  balancer?.close();
  await server?.stop();
});

/** What stands in the conversation, from the first to the last. */
const said = (visitor: Visitor): Promise<string[]> =>
  visitor.page
    .getByRole('feed')
    .locator('[data-seq]')
    .getByText(/^(ana|bo) \d+$/)
    .allTextContents();

it('what both write while one of them is offline is there once and in order after', async () => {
  const { id } = await ana.createChannel({}, [bo]);
  const [left, right] = await Promise.all([
    Visitor.signIn(browser, server.urlOf(0), ana, { path: `/c/${id}` }),
    Visitor.signIn(browser, server.urlOf(1), bo, { path: `/c/${id}` }),
  ]);
  await left.say('ana 1');
  await right.message('ana 1').waitFor();
  await left.window.context.setOffline(true);
  await left.say('ana 2');
  await left.say('ana 3');
  await left.message('ana 3').waitFor();
  await right.say('bo 1');
  await right.message('bo 1').locator('[data-seq]').waitFor();
  await left.window.context.setOffline(false);
  const all = ['ana 1', 'bo 1', 'ana 2', 'ana 3'];
  await expect.poll(() => said(left), { timeout: 30_000 }).toEqual(all);
  await expect.poll(() => said(right)).toEqual(all);
  await Promise.all([left.close(), right.close()]);
});

it('an instance dies under people who talk, and nothing is lost or doubled', async () => {
  const { id } = await ana.createChannel({}, [bo]);
  const [left, right] = await Promise.all(
    [ana, bo].map((person) => Visitor.signIn(browser, balancer.url, person, { path: `/c/${id}` })),
  );
  if (!left || !right) throw new Error('nobody came');
  await left.say('ana 1');
  await right.message('ana 1').waitFor();
  for (let i = 2; i <= 10; i++) {
    await left.say(`ana ${i}`);
    if (i === 5) balancer.lose(0);
  }
  await right.say('bo 1');
  const own = Array.from({ length: 10 }, (_, i) => `ana ${i + 1}`);
  await expect
    .poll(async () => (await said(right)).filter((text) => text.startsWith('ana')), { timeout: 30_000 })
    .toEqual(own);
  await expect.poll(async () => (await said(right)).length).toBe(11);
  await expect.poll(() => said(left)).toEqual(await said(right));
  await Promise.all([left.close(), right.close()]);
});
